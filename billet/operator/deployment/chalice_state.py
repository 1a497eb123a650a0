"""Chalice's own note of what it deployed, ``.chalice/deployed/<stage>.json``, written anew where it
is lost.

Chalice writes it only when all went well, and finds the REST API by nothing else: without it, a
deployment that failed half-way, or one from a fresh clone, would make a second API with another
address. So it is worked out from what AWS has.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from billet import project
from billet.operator.account import Account
from chalicelib.errors import ConfigurationError

HANDLER = "api_handler"
EVENTS = ("on_upload", "on_schedule")


def file_of(stage: str) -> Path:
    """Where Chalice keeps its note of a stage."""
    return project.CONFIG.parent / "deployed" / f"{stage}.json"


def function_of(stage: str, name: str = HANDLER) -> str:
    """The name of a deployed function."""
    base = f"{project.application()}-{stage}"
    return base if name == HANDLER else f"{base}-{name}"


def role_of(stage: str, name: str) -> str:
    """The name of a function's role."""
    return f"{project.application()}-{stage}-{name}"


def rule_of(stage: str, name: str) -> str:
    """The name of the EventBridge rule that sets a function off."""
    return f"{project.application()}-{stage}-{name}-event"


def log_of(stage: str, name: str) -> str:
    """The log group that Lambda writes a function's lines to."""
    return f"/aws/lambda/{function_of(stage, name)}"


def api_of(stage: str) -> str:
    """The id of the stage's REST API, by Chalice's note; "" where there is none."""
    return _noted(stage, "rest_api_id")


def address_of(stage: str) -> str:
    """Where API Gateway itself answers for the stage, by Chalice's note; "" where there is none."""
    return _noted(stage, "rest_api_url")


def _noted(stage: str, key: str) -> str:
    file = file_of(stage)
    if not file.exists():
        return ""
    try:
        resources = json.loads(file.read_text(encoding="utf-8"))["resources"]
        return next((str(r[key]) for r in resources if r["resource_type"] == "rest_api"), "")
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{file} cannot be read ({error}): delete it, then run this again"
        ) from error


def mend(stage: str, account: Account) -> bool:
    """Write the note where it is missing, or knows of no API that there is, and AWS has something
    to put into it; whether it did. (Of a stage that was deleted, Chalice keeps a note of nothing. One
    that somebody deleted elsewhere is still in the note here, and goes out of it.)"""
    noted = api_of(stage)
    if noted and _exists("apigateway", "get_rest_api", restApiId=noted):
        return False
    found = [*_functions(stage, account), *_api(stage, account)]
    if not found and not noted:
        return False
    file_of(stage).parent.mkdir(exist_ok=True)
    whole = {"resources": found, "schema_version": "2.0", "backend": "api"}
    project.write(file_of(stage), json.dumps(whole, indent=2) + "\n")
    return True


def _functions(stage: str, account: Account) -> list[dict[str, Any]]:
    """Roles, functions and rules, in the order in which Chalice makes them."""
    found: list[dict[str, Any]] = []
    for name in (*EVENTS, HANDLER):
        role = role_of(stage, name)
        if _exists("iam", "get_role", RoleName=role):
            arn = f"arn:{account.partition}:iam::{account.id}:role/{role}"
            found.append(_resource(f"{name}_role", "iam_role", role_arn=arn, role_name=role))
        function = function_of(stage, name)
        if _exists("lambda", "get_function", FunctionName=function):
            arn = f"arn:{account.partition}:lambda:{account.region}:{account.id}:function:{function}"
            found.append(_resource(name, "lambda_function", lambda_arn=arn))
        rule = rule_of(stage, name)
        if name in EVENTS and _exists("events", "describe_rule", Name=rule):
            found.append(_resource(f"{name}-event", "cloudwatch_event", rule_name=rule))
    return found


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
