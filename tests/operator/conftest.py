"""A project folder that commands may write to, and a stage of it on the local AWS."""

from __future__ import annotations

import io
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from click.testing import CliRunner, Result

from billet import project
from billet.commands import main
from billet.local.local_aws import LocalAws
from billet.operator import runtime
from billet.operator.account import current_account
from billet.operator.deployment import chalice_state, hardening
from billet.operator.provision import policies
from chalicelib import events, upload_queue
from tests.rehearsal import cloudformation
from tests.rehearsal.aws import Aws

Billet = Callable[..., Result]
"""Runs an operator's command for the test's stage."""


@pytest.fixture(scope="session")
def account_of_an_operator(aws: LocalAws) -> Iterator[Aws]:
    """The same moto behind a server as strict as AWS, with a CloudFormation as strict."""
    account = Aws()
    account.functions.limit = 1000
    account.start()
    with cloudformation.enforced():
        yield account
    account.stop()


@pytest.fixture
def stage(account_of_an_operator: Aws, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a stage that nobody has set up."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", account_of_an_operator.endpoint)
    return f"t{uuid.uuid4().hex[:12]}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`.chalice/` as a clone has it."""
    copy = tmp_path / "project" / ".chalice"
    copy.mkdir(parents=True)
    cdn = project.TEMPLATE.with_name("cloudfront.yaml")
    for file in (project.CONFIG, project.TEMPLATE, cdn, *project.CONFIG.parent.glob("policy-*.json")):
        shutil.copyfile(file, copy / file.name)
    monkeypatch.setattr(project, "ROOT", copy.parent)
    monkeypatch.setattr(project, "CONFIG", copy / "config.json")
    monkeypatch.setattr(project, "TEMPLATE", copy / "resources.yaml")
    return copy


@pytest.fixture
def operations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The AWS operations of all clients of this process, in order."""
    called: list[str] = []
    client: Any = BaseClient
    call = client._make_api_call

    def record(self: Any, operation: str, params: dict[str, Any]) -> Any:
        called.append(f"conditional {operation}" if params.get("IfNoneMatch", "*") != "*" else operation)
        return call(self, operation, params)

    monkeypatch.setattr(client, "_make_api_call", record)
    return called


@pytest.fixture
def billet(stage: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Billet:
    monkeypatch.setattr(runtime, "OLDEST", (3, 11))  # AWS's functions are not run here

    def run(*words: str, answers: str | None = None) -> Result:
        stage_option = () if "--stage" in words else ("--stage", stage)
        return CliRunner().invoke(main, [*words, *stage_option], input=answers)

    return run


@pytest.fixture
def set_up(stage: str, billet: Billet) -> str:
    """A stage that `billet setup` has made."""
    result = billet("setup", "--email", "operator@example.org", "--yes")
    assert result.exit_code == 0, result.output
    return stage


@pytest.fixture
def deployed(set_up: str, billet: Billet) -> str:
    """The same stage with the resources that Chalice would create, hardened."""
    deploy(set_up)
    chalice_state.rebuild(set_up, current_account())
    hardening.harden(set_up)
    return set_up


def deploy(stage: str) -> str:
    """Creates roles, functions, rules and an API as Chalice does; returns the API's id."""
    for name in (*chalice_state.EVENTS, chalice_state.HANDLER):
        role = _role(stage, name)
        boto3.client("lambda").create_function(
            FunctionName=chalice_state.function_of(stage, name),
            Role=role,
            Runtime="python3.13",
            Handler="app.app",
            Code={"ZipFile": zipped()},
            MemorySize=project.setting(stage, "lambda_memory_size", 128, name),
            Timeout=project.setting(stage, "lambda_timeout", 60, name),
            Environment={"Variables": project.environment(stage)},
        )
        if name in chalice_state.ASYNCHRONOUS:
            _rule(stage, name)
    if queue := project.environment(stage)["BILLET_UPLOADS_QUEUE"]:
        take_uploads_from(queue, stage)
    return _api(stage)


def _role(stage: str, name: str) -> str:
    client, role = boto3.client("iam"), f"billet-{stage}-{name}"
    kind = policies.kind_of(name)
    created = client.create_role(RoleName=role, AssumeRolePolicyDocument='{"Statement": []}')
    text = policies.text_of(kind, stage, "billet", current_account())
    client.put_role_policy(RoleName=role, PolicyName=role, PolicyDocument=text)
    return created["Role"]["Arn"]


def _rule(stage: str, name: str) -> None:
    client, rule = boto3.client("events"), f"billet-{stage}-{name}-event"
    every = events.EVERY if name == "on_schedule" else events.EVERY_MINUTE
    client.put_rule(Name=rule, ScheduleExpression=every.to_string())
    client.put_targets(Rule=rule, Targets=[{"Id": "1", "Arn": arn_of(stage, name)}])


def take_uploads_from(queue: str, stage: str) -> str:
    """Lets the function that publishes uploads take them from a queue; returns the mapping's id."""
    mapping = boto3.client("lambda").create_event_source_mapping(
        EventSourceArn=queue,
        FunctionName=chalice_state.function_of(stage, "on_upload"),
        BatchSize=upload_queue.BATCH,
        MaximumBatchingWindowInSeconds=upload_queue.WINDOW_SECONDS,
        ScalingConfig={"MaximumConcurrency": upload_queue.RUNS_AT_ONCE},
    )
    return mapping["UUID"]


def _api(stage: str) -> str:
    client: Any = boto3.client("apigateway")
    api = client.create_rest_api(name="billet")["id"]
    any_type = {"op": "replace", "path": "/binaryMediaTypes", "value": "*/*"}  # as moto spells it
    client.update_rest_api(restApiId=api, patchOperations=[any_type])
    (root,) = client.get_resources(restApiId=api)["items"]
    method = {"restApiId": api, "resourceId": root["id"], "httpMethod": "GET"}
    client.put_method(**method, authorizationType="NONE")
    path = f"2015-03-31/functions/{arn_of(stage, chalice_state.HANDLER)}/invocations"
    client.put_integration(
        **method,
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:eu-west-3:lambda:path/{path}",
    )
    client.create_deployment(restApiId=api, stageName="api")
    return str(api)


def arn_of(stage: str, name: str) -> str:
    return (
        f"arn:aws:lambda:eu-west-3:{current_account().id}:function:{chalice_state.function_of(stage, name)}"
    )


def zipped() -> bytes:
    """Returns a package."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("app.py", "")
    return data.getvalue()
