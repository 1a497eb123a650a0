"""What stops `chalice deploy` before it makes anything."""

from __future__ import annotations

import pytest

from billet import project
from billet.operator import runtime
from billet.operator.deployment import chalice_state, preflight
from billet.operator.provision.stack import Stack
from billet.project import ROOT
from chalicelib.errors import ConfigurationError
from tests.operator.conftest import Billet, deploy


def test_a_stage_that_is_set_up_here_is_let_through(set_up: str) -> None:
    preflight.check_configuration(set_up)
    preflight.check_account(set_up)


def test_who_names_no_stage_hears_which_ones_are_set_up(set_up: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"stage dev .*billet setup --stage dev.*--stage {set_up}"):
        preflight.check_configuration("dev")


def test_a_python_whose_sqlite_is_too_old_deploys_nothing(
    set_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "OLDEST", (3, 99))
    with pytest.raises(ConfigurationError, match=r"functions need Python 3\.99 or newer"):
        preflight.check_configuration(set_up)


@pytest.mark.parametrize("elsewhere", ["region", "account", "a stack that was made again"])
def test_a_stage_of_another_account_or_region_is_refused(
    set_up: str, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if elsewhere == "region":
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    elif elsewhere == "account":
        project.configure(set_up, {"BILLET_BUCKET": f"billet-{set_up}-000000000000"})
    else:
        project.configure(set_up, {"BILLET_UPLOADS_QUEUE": "arn:aws:sqs:eu-west-3:123456789012:former"})
    with pytest.raises(ConfigurationError, match=f"is not set up in account.*billet setup --stage {set_up}"):
        preflight.check_account(set_up)


def test_an_api_that_chalice_does_not_know_here_is_noted_first(set_up: str, billet: Billet) -> None:
    api = deploy(set_up)
    with pytest.raises(ConfigurationError, match=f"deployed from elsewhere.*{set_up}.json"):
        preflight.check_account(set_up)
    assert chalice_state.api_of(set_up) == api
    preflight.check_account(set_up)


def test_after_chalice_alone_the_commands_know_the_address(deployed: str, billet: Billet) -> None:
    link = billet("moderation-link").stdout.split()[0]
    assert link.startswith(f"{chalice_state.address_of(deployed)}moderation?key=")


def test_the_demo_is_deployed_to_no_stage(stage: str, billet: Billet) -> None:
    result = billet("deploy", "--yes", "--content", str(ROOT / "content"))
    assert result.exit_code == 1
    assert "is the demo blog: begin your own with 'billet init FOLDER'" in result.stderr
    assert not Stack(stage).status(), "nothing was made"
