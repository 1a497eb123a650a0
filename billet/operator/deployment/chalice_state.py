"""Chalice's own state of a stage, ``.chalice/deployed/<stage>.json``, rebuilt from AWS where it is lost.

Chalice writes it only after a success, and finds the REST API by nothing else: without it, a deployment
after one that failed half-way, or one from a fresh clone, would make a second API with another address.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from billet import project
from billet.operator.account import Account
from chalicelib.errors import ConfigurationError

if TYPE_CHECKING:
    from types_boto3_lambda.type_defs import EventSourceMappingConfigurationTypeDef

HANDLER = "api_handler"
EVENTS = ("on_upload", "on_schedule", "on_minute")
ASYNCHRONOUS = ("on_schedule", "on_minute")
"""Those of them that EventBridge calls, which does not wait for them to end."""

_MAPPING = "sqs_event"


def file_of(stage: str) -> Path:
    """Returns the path of the state of a stage."""
    return project.CONFIG.parent / "deployed" / f"{stage}.json"


def function_of(stage: str, name: str = HANDLER) -> str:
    """Returns the name of a deployed function."""
    base = f"{project.application()}-{stage}"
    return base if name == HANDLER else f"{base}-{name}"


def role_of(stage: str, name: str) -> str:
    """Returns the name of a function's role."""
    return f"{project.application()}-{stage}-{name}"


def rule_of(stage: str, name: str) -> str:
    """Returns the name of the EventBridge rule that starts a function."""
    return f"{project.application()}-{stage}-{name}-event"


def log_of(stage: str, name: str) -> str:
    """Returns the log group of a function."""
    return f"/aws/lambda/{function_of(stage, name)}"


def api_of(stage: str) -> str:
    """Returns the id of the stage's REST API in Chalice's state, "" where there is none."""
    return _read(stage, "rest_api", "rest_api_id")


def address_of(stage: str) -> str:
    """Returns API Gateway's own address of the stage in Chalice's state, "" where there is none."""
    return _read(stage, "rest_api", "rest_api_url")


def _read(stage: str, kind: str, key: str) -> str:
    file = file_of(stage)
    if not file.exists():
        return ""
    try:
        resources = json.loads(file.read_text(encoding="utf-8"))["resources"]
        return next((str(r[key]) for r in resources if r["resource_type"] == kind), "")
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{file} cannot be read ({error}): delete it, then run this again"
        ) from error


def mapping_of(stage: str) -> EventSourceMappingConfigurationTypeDef | None:
    """Returns what lets Lambda take uploads from their queue, None where there is nothing. (A mapping
    outlives its queue and its function.)"""
    client, queue = boto3.client("lambda"), project.environment(stage).get("BILLET_UPLOADS_QUEUE")
    pages = client.get_paginator("list_event_source_mappings").paginate(
        FunctionName=function_of(stage, "on_upload")
    )
    try:
        mappings = [mapping for page in pages for mapping in page["EventSourceMappings"]]
    except client.exceptions.ResourceNotFoundException:
        return None
    existing = [mapping for mapping in mappings if mapping.get("State") != "Deleting"]
    return min(existing, key=lambda mapping: mapping.get("EventSourceArn") != queue, default=None)


def rebuild(stage: str, account: Account) -> bool:
    """Writes the state from what AWS has, where it is missing, names no API that exists, or lacks what takes
    uploads from their queue; returns whether it did. (Of a stage that was deleted, Chalice keeps an empty
    state. An API that was deleted from another machine is still in the state of this one. And Chalice makes a
    mapping that its state lacks once more, which Lambda refuses.)"""
    api, mapping = api_of(stage), mapping_of(stage)
    is_mapping_known = mapping is None or mapping["UUID"] == _read(stage, _MAPPING, "event_uuid")
    if api and is_mapping_known and _exists("apigateway", "get_rest_api", restApiId=api):
        return False
    resources = [*_functions(stage, account), *_mapping(mapping), *_api(stage, account)]
    if not resources and not api:
        return False
    file_of(stage).parent.mkdir(exist_ok=True)
    document = {"resources": resources, "schema_version": "2.0", "backend": "api"}
    project.write(file_of(stage), json.dumps(document, indent=2) + "\n")
    return True


def _functions(stage: str, account: Account) -> list[dict[str, Any]]:
    """Returns roles, functions and rules, in the order in which Chalice makes them."""
    resources: list[dict[str, Any]] = []
    for name in (*EVENTS, HANDLER):
        role = role_of(stage, name)
        if _exists("iam", "get_role", RoleName=role):
            arn = f"arn:{account.partition}:iam::{account.id}:role/{role}"
            resources.append(_resource(f"{name}_role", "iam_role", role_arn=arn, role_name=role))
        function = function_of(stage, name)
        if _exists("lambda", "get_function", FunctionName=function):
            arn = f"arn:{account.partition}:lambda:{account.region}:{account.id}:function:{function}"
            resources.append(_resource(name, "lambda_function", lambda_arn=arn))
        rule = rule_of(stage, name)
        if name in EVENTS and _exists("events", "describe_rule", Name=rule):
            resources.append(_resource(f"{name}-event", "cloudwatch_event", rule_name=rule))
    return resources


def _mapping(mapping: EventSourceMappingConfigurationTypeDef | None) -> list[dict[str, Any]]:
    if mapping is None:
        return []
    queue = mapping["EventSourceArn"]
    resource = _resource(
        "on_upload-sqs-event-source",
        _MAPPING,
        queue_arn=queue,
        event_uuid=mapping["UUID"],
        queue=queue.rpartition(":")[2],
        lambda_arn=mapping["FunctionArn"],
    )
    return [resource]


def _api(stage: str, account: Account) -> list[dict[str, Any]]:
    gateway = boto3.client("apigateway")
    for page in gateway.get_paginator("get_rest_apis").paginate():
        for api in page["items"]:
            if api.get("name") == project.application() and _answers_for(gateway, api["id"], stage):
                name = project.api_stage(stage)
                suffix = "amazonaws.com.cn" if account.partition == "aws-cn" else "amazonaws.com"
                url = f"https://{api['id']}.execute-api.{account.region}.{suffix}/{name}/"
                return [_resource("rest_api", "rest_api", rest_api_id=api["id"], rest_api_url=url)]
    return []


def _answers_for(gateway: Any, api: str, stage: str) -> bool:
    """Whether an API hands its home page to the function of `stage`: all stages' APIs have one name."""
    for page in gateway.get_paginator("get_resources").paginate(restApiId=api):
        for resource in page["items"]:
            if resource["path"] == "/" and "GET" in resource.get("resourceMethods", {}):
                integration = gateway.get_integration(
                    restApiId=api, resourceId=resource["id"], httpMethod="GET"
                )
                return f":function:{function_of(stage)}/" in integration.get("uri", "")
    return False


def _resource(name: str, kind: str, **more: str) -> dict[str, Any]:
    return {"name": name, "resource_type": kind, **more}


def _exists(service: Any, operation: str, **parameters: str) -> bool:
    try:
        getattr(boto3.client(service), operation)(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] in (
            "ResourceNotFoundException",
            "NotFoundException",
            "NoSuchEntity",
        ):
            return False
        raise
    return True
