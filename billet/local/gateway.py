"""API Gateway in front of the Chalice app, on this machine.

What a REST API with Lambda proxy integration does to a request and an answer (Amazon API Gateway
developer guide, "Lambda proxy integrations" and "Quotas"), as a WSGI application.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from chalice.app import Chalice
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("billet.gateway")

MAX_PAYLOAD = 6 * 1024 * 1024
"""Bytes of an event or an answer, base64 and JSON included (Lambda quotas)."""

SECONDS = 29
"""The time limit of the function that answers readers; `lambda_timeout` in config.json."""

RUN_SECONDS = 900
"""The time limit of those that publish."""

UNKNOWN_ROUTE = "Missing Authentication Token"
"""API Gateway's message for a route it does not have."""


@dataclass(frozen=True)
class Match:
    """The resource of a path, and its parameters as they are in the path: percent-encoded."""

    resource: str
    parameters: Mapping[str, str]


@dataclass
class Context:
    """The Lambda context of one invocation, which may take `seconds`."""

    function_name: str = "billet-local"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    seconds: float = SECONDS
    _start: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """The milliseconds until the function is stopped."""
        return max(0, int((self._start + self.seconds - time.monotonic()) * 1000))


def match(resources: Iterable[str], path: str) -> Match | None:
    """The resource for `path`: a fixed segment before a variable one, that before ``{proxy+}``.

    Each parent of a resource is a resource as well; for one without methods of its own it is None.
    """
    routes = set(resources)
    parents = {"/".join(route.split("/")[:n]) for route in routes for n in range(2, route.count("/") + 1)}
    path = "/" + "/".join(segment for segment in path.split("/") if segment)
    for resource in sorted(routes | parents, key=_rank):
        if matched := _pattern(resource).fullmatch(path):
            return Match(resource, matched.groupdict()) if resource in routes else None
    return None


def _rank(resource: str) -> list[int]:
    """A number for each segment; lower ones are tried first."""
    return [2 if part.endswith("+}") else int(part.startswith("{")) for part in resource.split("/")]


@cache
def _pattern(resource: str) -> re.Pattern[str]:
    def group(parameter: re.Match[str]) -> str:
        return f"(?P<{parameter[1]}>{'.+' if parameter[2] else '[^/]+'})"

    return re.compile(re.sub(r"\\\{(\w+)(\\\+)?\\\}", group, re.escape(resource)))


def rest_event(
    method: str,
    path: str,
    matched: Match,
    *,
    prefix: str = "",
    query: str = "",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    source_ip: str = "127.0.0.1",
) -> dict[str, Any]:
    """The event a REST API sends to Lambda; every body is base64, as every type is binary in our API."""
    all_headers: dict[str, list[str]] = {}
    for name, value in headers:
        all_headers.setdefault(name, []).append(value)
    queries = parse_qs(query, keep_blank_values=True)
    return {
        "resource": matched.resource,
        "path": path,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in all_headers.items()},
        "multiValueHeaders": all_headers,
        "queryStringParameters": {name: values[-1] for name, values in queries.items()} or None,
        "multiValueQueryStringParameters": queries or None,
        "pathParameters": dict(matched.parameters) or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": matched.resource,
            "httpMethod": method,
            "path": prefix + path,
            "protocol": "HTTP/1.1",
            "stage": prefix.strip("/") or "api",
            "domainName": all_headers.get("Host", ["localhost"])[-1],
            "requestId": str(uuid.uuid4()),
            "requestTimeEpoch": int(time.time() * 1000),
            "identity": {"sourceIp": source_ip, "userAgent": all_headers.get("User-Agent", [""])[-1]},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


class Gateway:
    """A WSGI application that invokes a Chalice app as API Gateway does."""

    def __init__(self, app: Chalice, prefix: str = "") -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        raw_path = str(environ.get("REQUEST_URI", "/")).split("?", 1)[0]
        response = self._answer(request, raw_path)
        if request.method == "HEAD":
            # Empty and without a length: that of the GET is not known any more.
            response.automatically_set_content_length = False
            response.headers.pop("Content-Length", None)
        return response(environ, start_response)

    def _answer(self, request: Request, raw_path: str) -> Response:
        if self._prefix and raw_path != self._prefix and not raw_path.startswith(self._prefix + "/"):
            return _message(403, "Forbidden")
        path = raw_path.removeprefix(self._prefix) or "/"
        matched = match(self._app.routes, path)
        if matched is None or request.method not in self._app.routes[matched.resource]:
            return _message(403, UNKNOWN_ROUTE)
        if (request.content_length or 0) > MAX_PAYLOAD:
            return _message(413, "Request Too Long")
        event = rest_event(
            request.method,
            path,
            matched,
            prefix=self._prefix,
            query=request.query_string.decode("latin-1"),
            headers=request.headers.items(),
            body=request.get_data(),
            source_ip=request.remote_addr or "",
        )
        if len(json.dumps(event)) > MAX_PAYLOAD:
            return _message(413, "Request Too Long")
        return self._to_response(self._app(event, Context()))

    def _to_response(self, answer: dict[str, Any]) -> Response:
        size = len(json.dumps(answer))
        if size > MAX_PAYLOAD:
            log.error("the answer has %d bytes: Lambda allows %d", size, MAX_PAYLOAD)
            return _message(502, "Internal server error")
        body = answer["body"]
        data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
        response = Response(data, answer["statusCode"])
        response.headers.clear()
        for name, value in answer.get("headers", {}).items():
            response.headers[name] = str(value)
        for name, values in answer.get("multiValueHeaders", {}).items():
            for value in values:
                response.headers.add(name, value)
        return response


def _message(status: int, text: str) -> Response:
    return Response(json.dumps({"message": text}), status, content_type="application/json")
