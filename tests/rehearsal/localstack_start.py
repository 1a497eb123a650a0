"""Starts LocalStack, whose interpreter runs this file, with what its API Gateway lacks.

It calls the functions of another AWS, whose address is in ``FUNCTIONS``; takes the binary type */* for all
types ("Content type conversions in API Gateway" in the Amazon API Gateway developer guide); and answers with
the replies that an API has of its own.
"""

from __future__ import annotations

import base64
import os
import runpy
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws import connect
from localstack.services.apigateway.next_gen.execute_api import gateway_response, helpers

is_binary = helpers.mime_type_matches_binary_media_types


def matches(mime_type: str | None, binary_media_types: list[str]) -> bool:
    """Whether a type is binary."""
    return "*/*" in binary_media_types or is_binary(mime_type, binary_media_types)


connect.get_service_endpoint = lambda: os.environ["FUNCTIONS"]
helpers.mime_type_matches_binary_media_types = matches

# Imported once that is replaced: they take it by its name.
from localstack.http import Response  # noqa: E402
from localstack.services.apigateway.next_gen.execute_api.handlers import gateway_exception  # noqa: E402
from localstack.services.apigateway.next_gen.execute_api.integrations import aws  # noqa: E402

PROXY = aws.RestApiAwsProxyIntegration
invoke = PROXY.invoke


def invoke_function(integration: Any, context: Any) -> Any:
    """Passes a request to a function. Raises `RequestTooLargeError` where Lambda finds it too large."""
    try:
        return invoke(integration, context)
    except gateway_response.IntegrationFailureError as error:
        cause = error.__cause__
        if isinstance(cause, ClientError) and cause.response["Error"]["Code"] == "RequestTooLargeException":
            raise gateway_response.RequestTooLargeError("Request Too Long") from error
        raise


def to_event_body(body: bytes) -> tuple[str, bool]:
    """Returns a body as the event has it, and whether that is base64: of a binary type it always is."""
    return (base64.b64encode(body).decode(), True) if body else ("", False)


def reply(handler: Any, exception: Any, context: Any) -> Response:
    """Returns what the API answers where no function does."""
    chosen = gateway_response.get_gateway_response_or_default(
        exception.type, context.deployment.rest_api.gateway_responses
    )
    templates = chosen["responseTemplates"]
    kind, text = next(iter(templates.items()))
    headers = {"Content-Type": kind, "x-amzn-ErrorType": exception.code}
    for name, value in chosen["responseParameters"].items():
        headers[name.removeprefix("gatewayresponse.header.")] = value.strip("'")
    text = text.replace("$context.error.messageString", f'"{exception.message}"')
    return Response(text, headers=headers, status=chosen.get("statusCode") or exception.status_code or 500)


PROXY.invoke = invoke_function
PROXY._format_body = staticmethod(to_event_body)
gateway_exception.GatewayExceptionHandler.create_exception_response = reply
runpy.run_module("localstack.runtime.main", run_name="__main__")
