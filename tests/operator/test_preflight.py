"""What stops `chalice deploy` before it makes anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import botocore
import botocore.session
import pytest
from pytest_mock import MockerFixture

from billet import project
from billet.operator import runtime
from billet.operator.account import current_account
from billet.operator.deployment import chalice_state, preflight
from billet.operator.deployment.package_upload import PackageUpload
from billet.operator.provision.stack import Stack
from billet.project import ROOT
from chalicelib.errors import ConfigurationError
from tests.operator.conftest import Billet, deploy, zipped


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


def _create_function(stage: str, name: str, package: bytes) -> str:
    """Creates a function as Chalice does; returns the key of its package, "" where it was sent with it."""
    session = botocore.session.Session()
    client: Any = session.create_client("lambda")
    sent: list[dict[str, Any]] = []
    client.meta.events.register(
        "before-call.lambda", lambda params, **_: sent.append(json.loads(params["body"]))
    )
    role = f"arn:aws:iam::{current_account().id}:role/{stage}"
    boto3.client("iam").create_role(RoleName=stage, AssumeRolePolicyDocument='{"Statement": []}')
    client.create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="app.app", Code={"ZipFile": package}
    )
    client.update_function_code(FunctionName=name, ZipFile=package)
    created, updated = sent
    assert created["Code"].get("S3Key") == updated.get("S3Key")
    return str(updated.get("S3Key", ""))


@pytest.fixture
def upload(set_up: str) -> Iterator[PackageUpload]:
    """What puts packages into the bucket of a stage, in use."""
    upload = PackageUpload(project.environment(set_up)["BILLET_BUCKET"], print)
    upload.register()
    yield upload
    botocore.unregister_initializer(upload._listen)


def test_a_package_is_sent_once_and_functions_are_told_where_it_is(
    set_up: str, upload: PackageUpload, operations: list[str]
) -> None:
    package = zipped()
    key = _create_function(set_up, f"billet-{set_up}", package)
    assert operations.count("PutObject") == 1
    bucket = project.environment(set_up)["BILLET_BUCKET"]
    assert boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read() == package
    assert key.startswith("_"), "what authors and readers never see"


def test_where_the_bucket_does_not_take_it_the_package_goes_with_the_function(
    set_up: str, upload: PackageUpload, mocker: MockerFixture
) -> None:
    mocker.patch.object(upload, "_bucket", "no-such-bucket-anywhere")
    assert _create_function(set_up, f"billet-{set_up}", zipped()) == ""
