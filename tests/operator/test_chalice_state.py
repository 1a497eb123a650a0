"""Chalice's state of a stage, rebuilt from what AWS has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from chalice.cli.factory import CLIFactory
from chalice.deploy import models
from chalice.deploy.appgraph import ApplicationGraphBuilder, DependencyBuilder

from billet import project
from billet.operator.account import current_account
from billet.operator.deployment import chalice_state
from billet.project import ROOT
from chalicelib.errors import ConfigurationError
from tests.operator.conftest import arn_of, deploy, take_uploads_from


@pytest.fixture
def known(stage: str, folder: Path) -> str:
    """A stage of the configuration, with a queue of uploads."""
    client = boto3.client("sqs")
    queue = client.create_queue(
        QueueName=f"billet-{stage}-Uploads-x", Attributes={"VisibilityTimeout": "5405"}
    )
    attributes = client.get_queue_attributes(QueueUrl=queue["QueueUrl"], AttributeNames=["QueueArn"])
    project.configure(stage, {"BILLET_UPLOADS_QUEUE": attributes["Attributes"]["QueueArn"]})
    return stage


def state(stage: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(chalice_state.file_of(stage).read_text(encoding="utf-8"))
    return content


def by_name(stage: str) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in state(stage)["resources"]}


def test_the_state_names_all_that_was_deployed(known: str) -> None:
    api = deploy(known)
    assert chalice_state.rebuild(known, current_account())
    assert (state(known)["schema_version"], state(known)["backend"]) == ("2.0", "api")
    resources = by_name(known)
    for name in (*chalice_state.EVENTS, "api_handler"):
        assert resources[name]["lambda_arn"] == arn_of(known, name)
        role = f"billet-{known}-{name}"
        assert resources[f"{name}_role"]["role_name"] == role
        assert resources[f"{name}_role"]["role_arn"] == f"arn:aws:iam::{current_account().id}:role/{role}"
    for name in chalice_state.ASYNCHRONOUS:
        assert resources[f"{name}-event"]["rule_name"] == f"billet-{known}-{name}-event"
    mapping = resources["on_upload-sqs-event-source"]
    assert mapping["queue_arn"] == project.environment(known)["BILLET_UPLOADS_QUEUE"]
    assert mapping["queue"] == f"billet-{known}-Uploads-x"
    assert mapping["lambda_arn"] == arn_of(known, "on_upload")
    assert resources["rest_api"]["rest_api_id"] == chalice_state.api_of(known) == api
    assert chalice_state.address_of(known) == f"https://{api}.execute-api.eu-west-3.amazonaws.com/api/"


def test_its_names_and_types_are_those_chalice_itself_gives(known: str, chalice_app: Any) -> None:
    deploy(known)
    chalice_state.rebuild(known, current_account())
    config = CLIFactory(str(ROOT)).create_config_obj("prod")
    expected = set()
    graph = ApplicationGraphBuilder().build(config, "prod")
    for resource in DependencyBuilder().build_dependencies(graph):
        if isinstance(
            resource,
            models.ManagedIAMRole | models.LambdaFunction | models.ScheduledEvent | models.CloudWatchEvent
            | models.RestAPI | models.SQSEventSource,
        ):  # fmt: skip
            kind = "cloudwatch_event" if resource.resource_type == "scheduled_event" else None
            expected.add((resource.resource_name, kind or resource.resource_type))
            if isinstance(resource, models.LambdaFunction):
                assert resource.function_name == chalice_state.function_of("prod", resource.resource_name)
            if isinstance(resource, models.CloudWatchEventBase):
                assert resource.rule_name == f"billet-prod-{resource.resource_name}"
    assert {(r["name"], r["resource_type"]) for r in state(known)["resources"]} == expected


def test_no_state_is_written_where_nothing_is_deployed(known: str) -> None:
    assert not chalice_state.rebuild(known, current_account())
    assert not chalice_state.file_of(known).exists()
    assert chalice_state.api_of(known) == chalice_state.address_of(known) == ""


def test_an_api_of_another_stage_is_not_taken_for_its_own(known: str) -> None:
    deploy(known)
    boto3.client("apigateway").create_rest_api(name="billet")  # one that has no page yet
    other = f"{known}b"
    project.configure(other, {})
    assert not chalice_state.rebuild(other, current_account())
    assert not chalice_state.file_of(other).exists()


def test_a_deployment_that_failed_half_way_is_in_the_state_as_far_as_it_came(known: str) -> None:
    deploy(known)
    boto3.client("lambda").delete_function(FunctionName=chalice_state.function_of(known))
    rule = f"billet-{known}-on_schedule-event"
    boto3.client("events").remove_targets(Rule=rule, Ids=["1"])
    boto3.client("events").delete_rule(Name=rule)
    assert chalice_state.rebuild(known, current_account())
    assert {"api_handler", "on_schedule-event"}.isdisjoint(by_name(known))
    assert {"api_handler_role", "on_schedule", "rest_api"} <= set(by_name(known))


def test_what_a_failed_deployment_has_attached_to_the_queue_is_found_and_not_made_twice(known: str) -> None:
    """Lambda refuses a second mapping, and Chalice notes nothing of a deployment that fails later."""
    queue = project.environment(known)["BILLET_UPLOADS_QUEUE"]
    project.configure(known, {"BILLET_UPLOADS_QUEUE": ""})
    deploy(known)
    chalice_state.rebuild(known, current_account())
    assert "on_upload-sqs-event-source" not in by_name(known)
    project.configure(known, {"BILLET_UPLOADS_QUEUE": queue})
    id = take_uploads_from(queue, known)
    assert chalice_state.rebuild(known, current_account())
    assert by_name(known)["on_upload-sqs-event-source"]["event_uuid"] == id
    assert not chalice_state.rebuild(known, current_account())


def test_the_rule_that_called_the_function_without_a_queue_is_in_the_state_so_that_chalice_deletes_it(
    known: str,
) -> None:
    deploy(known)
    rule = chalice_state.rule_of(known, "on_upload")
    boto3.client("events").put_rule(Name=rule, EventPattern='{"source": ["aws.s3"]}')
    chalice_state.rebuild(known, current_account())
    assert by_name(known)["on_upload-event"]["rule_name"] == rule


def test_a_state_that_names_the_api_is_kept(known: str) -> None:
    deploy(known)
    chalice_state.rebuild(known, current_account())
    before = chalice_state.file_of(known).stat().st_mtime_ns
    assert not chalice_state.rebuild(known, current_account())
    assert chalice_state.file_of(known).stat().st_mtime_ns == before


def test_an_empty_state_is_rebuilt(known: str) -> None:
    api = deploy(known)
    chalice_state.file_of(known).parent.mkdir()
    chalice_state.file_of(known).write_text('{"resources": [], "schema_version": "2.0", "backend": "api"}')
    assert chalice_state.rebuild(known, current_account())
    assert chalice_state.api_of(known) == api


def test_a_state_with_an_api_that_was_deleted_elsewhere_is_rebuilt(known: str) -> None:
    api = deploy(known)
    chalice_state.rebuild(known, current_account())
    boto3.client("apigateway").delete_rest_api(restApiId=api)
    assert chalice_state.rebuild(known, current_account())
    assert chalice_state.api_of(known) == ""
    assert "api_handler" in by_name(known), "the functions are still there"


def test_a_state_whose_resources_are_all_deleted_becomes_empty(known: str) -> None:
    deleted_api = {
        "name": "rest_api",
        "resource_type": "rest_api",
        "rest_api_id": "abcde12345",
        "rest_api_url": "",
    }
    chalice_state.file_of(known).parent.mkdir()
    chalice_state.file_of(known).write_text(
        json.dumps({"resources": [deleted_api], "schema_version": "2.0", "backend": "api"})
    )
    chalice_state.rebuild(known, current_account())
    assert state(known)["resources"] == []


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"resources": [{}]}'])
def test_the_error_of_a_broken_state_has_a_remedy(stage: str, folder: Path, text: str) -> None:
    chalice_state.file_of(stage).parent.mkdir()
    chalice_state.file_of(stage).write_text(text)
    with pytest.raises(ConfigurationError, match=f"{stage}.json cannot be read .*: delete it"):
        chalice_state.api_of(stage)
