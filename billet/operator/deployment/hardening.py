"""Settings that Chalice does not have, applied after each deployment: Chalice writes the REST API again
each time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from billet import project
from billet.operator.deployment import event_source
from billet.operator.deployment.chalice_state import ASYNCHRONOUS, api_of, function_of
from billet.operator.provision.stack import Stack
from chalicelib.web.urls import FORM_PATHS

if TYPE_CHECKING:
    from types_boto3_apigateway.literals import GatewayResponseTypeType
    from types_boto3_lambda import LambdaClient

REQUESTS_A_SECOND = 100
"""Limit of API Gateway: far above a blog's best day, far below what ruins its owner."""
BURST = 200
"""How many requests may come at one moment."""

POSTS_A_SECOND = 10
POST_BURST = 50
"""The same for the forms posted to one address."""

LIMITS: Mapping[str, tuple[int, int]] = {
    "*/*": (REQUESTS_A_SECOND, BURST),
    **{f"{path.strip('/')}/POST": (POSTS_A_SECOND, POST_BURST) for path in sorted(FORM_PATHS)},
}
"""What is set for each path and method; ``*`` stands for all others."""

RETRIES = 2
"""How often Lambda calls a function again that failed on an event, before the event is set aside."""

LOOKS = 10
PAUSE = 3.0
"""How often, and how many seconds apart, Lambda is asked to look at a role again."""

DESCRIPTION = "billet: with replies of its own"
"""Of the deployment of the API that readers get."""

# API Gateway takes one deployment in five seconds of an account, and Chalice has just made one.
_PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 10})

_PAGE = Template(Path(__file__).with_name("gateway.html").read_text(encoding="utf-8"))

# API Gateway takes constants between single quotes, so that a policy with 'none' in it cannot be
# written. A sandbox without permissions is as strict.
_HEADERS = {
    "Content-Security-Policy": "sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Reply:
    """API Gateway's own answer to requests that reach no function."""

    kind: GatewayResponseTypeType
    french: str
    english: str
    status: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def request(self) -> dict[str, Any]:
        """Returns the parameters of PutGatewayResponse."""
        headers = {**_HEADERS, **self.headers}
        return {
            "responseType": self.kind,
            **({"statusCode": self.status} if self.status else {}),
            "responseParameters": {f"gatewayresponse.header.{name}": f"'{v}'" for name, v in headers.items()},
            "responseTemplates": {"text/html": _PAGE.substitute(french=self.french, english=self.english)},
        }


_LATER = {"Retry-After": "30"}

REPLIES = (
    Reply("DEFAULT_4XX", "Cette demande n’est pas comprise", "This request cannot be understood."),
    Reply("DEFAULT_5XX", "De retour dans une minute", "Back in a minute.", headers=_LATER),
    Reply("MISSING_AUTHENTICATION_TOKEN", "Cette page n’existe pas", "This page does not exist.", "404"),
    Reply("REQUEST_TOO_LARGE", "C’est trop long", "This is too long.", "413"),
    Reply("THROTTLED", "Trop de demandes à la fois", "Too many requests at once.", "429", _LATER),
    Reply("INTEGRATION_TIMEOUT", "De retour dans une minute", "Back in a minute.", "504", _LATER),
    Reply("INTEGRATION_FAILURE", "De retour dans une minute", "Back in a minute.", "504", _LATER),
)


def harden(stage: str) -> None:
    """Applies all of them to a deployed stage."""
    api, name = api_of(stage), project.api_stage(stage)
    gateway = boto3.client("apigateway", config=_PATIENT)
    for reply in REPLIES:
        gateway.put_gateway_response(restApiId=api, **reply.request)
    # Replies belong to the API's definition, of which a stage shows the one that was deployed last.
    gateway.create_deployment(
        restApiId=api,
        stageName=name,
        description=DESCRIPTION,
        tracingEnabled=bool(project.setting(stage, "xray", usual=False)),
    )
    gateway.update_stage(
        restApiId=api,
        stageName=name,
        patchOperations=[
            {"op": "replace", "path": f"{_setting(method)}/throttling/{name}", "value": str(value)}
            for method, limit in LIMITS.items()
            for name, value in zip(("rateLimit", "burstLimit"), limit, strict=True)
        ],
    )
    functions, stack = boto3.client("lambda"), Stack(stage)
    for event in ASYNCHRONOUS:
        set_failure_queue(functions, function_of(stage, event), stack.queue("Failures"))
    event_source.take_responses(functions, stage)


def _setting(method: str) -> str:
    """Returns where in a stage the settings of a path and method are. The slashes of the path are ``~1``,
    also the first (AWS CloudFormation user guide, "AWS::ApiGateway::Stage MethodSetting")."""
    path, _, verb = method.rpartition("/")
    return f"/{path}/{verb}" if path == "*" else f"/~1{path.replace('/', '~1')}/{verb}"


def limits_of(stage: Mapping[str, Any]) -> dict[str, tuple[float, int]]:
    """Returns the limits of a stage as AWS describes it, in the manner of `LIMITS`."""
    return {
        method.replace("~1", "/").lstrip("/"): (
            settings.get("throttlingRateLimit", 0),
            settings.get("throttlingBurstLimit", 0),
        )
        for method, settings in stage.get("methodSettings", {}).items()
    }


def set_failure_queue(
    client: LambdaClient, function: str, queue: str, pause: Callable[[float], None] = time.sleep
) -> None:
    """Sets the queue for events that a function fails on.

    Lambda looks first whether the function's role may write there, and IAM may take some seconds to
    tell it of a policy that was written just now (IAM user guide, "Changes that I make are not always
    immediately visible").
    """
    for left in reversed(range(LOOKS)):
        try:
            client.put_function_event_invoke_config(
                FunctionName=function,
                MaximumRetryAttempts=RETRIES,
                DestinationConfig={"OnFailure": {"Destination": queue}},
            )
        except client.exceptions.InvalidParameterValueException:
            if not left:
                raise
            pause(PAUSE)
        else:
            return
