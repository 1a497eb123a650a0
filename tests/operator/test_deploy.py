"""The decisions of a deployment; the rehearsal deploys."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from pytest_mock import MockerFixture

from billet.operator.checks.finding import Finding
from billet.operator.deployment import chalice
from billet.operator.deployment.address import address_of
from billet.operator.deployment.deploy import (
    BETWEEN_INVOCATIONS,
    BETWEEN_LOOKS,
    INVOCATIONS,
    LOOKS,
    DeployError,
    Deployment,
)
from billet.operator.provision.stack import Stack
from chalicelib.errors import BilletError
from tests.rehearsal.aws import Aws

DEPLOY = "billet.operator.deployment.deploy"
WELL, ILL = Finding("home page", "200"), Finding("home page", "403", "deploy again")


@pytest.fixture
def output() -> list[str]:
    return []


@pytest.fixture
def paused() -> list[float]:
    return []


@pytest.fixture
def deployment(
    set_up: str, output: list[str], paused: list[float], tmp_path: Path, mocker: MockerFixture
) -> Deployment:
    mocker.patch.object(Deployment, "address", "https://blog.example.org")
    return Deployment(set_up, tmp_path, output.append, paused.append)


def test_a_reader_looks_again_until_what_was_deployed_is_everywhere(
    deployment: Deployment, output: list[str], paused: list[float], mocker: MockerFixture
) -> None:
    mocker.patch(f"{DEPLOY}.smoke.examine", side_effect=[[ILL], [ILL], [WELL]])
    deployment._look()
    assert output == ["home page: 200"]
    assert paused == [BETWEEN_LOOKS] * 2


def test_what_stays_wrong_is_reported_with_its_remedy(
    deployment: Deployment, paused: list[float], mocker: MockerFixture
) -> None:
    mocker.patch(f"{DEPLOY}.smoke.examine", return_value=[WELL, ILL])
    with pytest.raises(DeployError, match="home page: 403: deploy again"):
        deployment._look()
    assert len(paused) == LOOKS - 1


def test_files_for_a_cdn_are_uploaded_only_where_there_is_one(
    deployment: Deployment, mocker: MockerFixture
) -> None:
    assert "Files for the CDN" not in [title for title, _ in deployment.steps]
    mocker.patch.object(Stack, "parameters", return_value={"Distribution": "arn"})
    with_cdn = Deployment(deployment.stage, None, print)
    titles = [title for title, _ in with_cdn.steps]
    assert "Files for the CDN" in titles
    assert "Content" not in titles


@pytest.mark.parametrize(
    ("kept", "domain", "address"),
    [
        ("", None, "https://abc.execute-api.eu-west-3.amazonaws.com/api"),
        ("https://old.execute-api.eu-west-3.amazonaws.com/api", None, "https://abc.execute-api.eu-west-3.amazonaws.com/api"),
        ("https://cdn.example.org", {"domain_name": "blog.example.org"}, "https://cdn.example.org"),
        ("", {"domain_name": "blog.example.org"}, "https://blog.example.org"),
        ("", {"domain_name": "example.org", "url_prefix": "blog"}, "https://example.org/blog"),
    ],
)  # fmt: skip
def test_the_address_is_the_owners_then_the_domains_then_the_gateways(
    mocker: MockerFixture, kept: str, domain: dict[str, str] | None, address: str
) -> None:
    stanza = {"api_gateway_custom_domain": domain} if domain else {}
    mocker.patch("billet.project.stage_of", return_value=stanza)
    mocker.patch("billet.project.environment", return_value={"BILLET_BASE_URL": kept})
    gateway = "https://abc.execute-api.eu-west-3.amazonaws.com/api/"
    mocker.patch("billet.operator.deployment.chalice_state.address_of", return_value=gateway)
    assert address_of("prod") == address


@pytest.fixture
def fake_chalice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fake interpreter that runs a fake `chalice` command."""
    command = tmp_path / "python"
    command.write_text('#!/bin/sh\nshift 2\necho "$@"\necho wrong >&2\nexit "${CODE:-0}"\n', encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    return command


def test_the_output_of_chalice_is_passed_on_line_by_line(fake_chalice: Path, output: list[str]) -> None:
    chalice.run("deploy", "prod", output.append)
    assert output == ["deploy prod", "wrong"]


def test_a_failure_of_chalice_says_what_to_do(
    fake_chalice: Path, output: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODE", "2")
    with pytest.raises(BilletError, match="chalice delete failed: fix what it says above"):
        chalice.run("delete", "prod", output.append)
    assert output == ["delete prod", "wrong"]


def test_a_function_that_finds_no_room_is_waited_for_and_then_given_up(
    deployment: Deployment, paused: list[float], account_of_an_operator: Aws
) -> None:
    account_of_an_operator.functions.refusals = INVOCATIONS
    client = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(DeployError, match="on_schedule finds no room"):
        deployment._invoke(client, f"billet-{deployment.stage}-on_schedule")
    assert paused == [BETWEEN_INVOCATIONS] * (INVOCATIONS - 1)
