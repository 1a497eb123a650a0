"""The permissions that a request needs (AWS Service Authorization Reference)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote


@dataclass(frozen=True)
class Request:
    """A signed request: who sends what to which service."""

    key: str
    """The access key's id."""
    region: str
    service: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    account: str

    def arn(self, resource: str, service: str = "") -> str:
        """Returns the ARN of a resource in the account and region of the request."""
        return f"arn:aws:{service or self.service}:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True)
class Permission:
    """An action on a resource. `context` has the values of each condition key, by its name."""

    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class UnknownRequest(Exception):
    """A request whose action is not known here: no function has sent one like it yet."""


def request_of(environ: Mapping[str, Any], body: bytes, account: str) -> Request | None:
    """Returns the request of a WSGI environment, None for one that is not signed."""
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    # A signature is in a header, or in the query of a link.
    (credential,) = query.get("X-Amz-Credential", [environ.get("HTTP_AUTHORIZATION", "")])
    signed = re.search(r"(?:Credential=|^)([^/=]+)/\d+/([^/]+)/([^/]+)/aws4_request", credential)
    if not signed:
        return None
    return Request(
        key=signed[1],
        region=signed[2],
        service=signed[3],
        method=environ["REQUEST_METHOD"],
        path=unquote(environ.get("RAW_URI", environ["PATH_INFO"]).partition("?")[0]),
        query=query,
        headers={
            name.removeprefix("HTTP_").lower().replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        },
        body=body,
        account=account,
    )


def permissions_of(request: Request) -> list[Permission]:
    """Returns all permissions that a request needs. Raises `UnknownRequest`."""
    if request.service not in _SERVICES:
        raise UnknownRequest(f"{request.service} {request.method} {request.path}")
    return list(_SERVICES[request.service](request))


def _s3(request: Request) -> Iterator[Permission]:
    bucket, _, key = request.path.lstrip("/").partition("/")
    arn = f"arn:aws:s3:::{bucket}"
    if not key:
        yield _of_bucket(request, arn)
        return
    version = "Version" if "versionId" in request.query else ""
    arn = f"{arn}/{key}"
    if request.method in ("GET", "HEAD"):
        yield Permission(f"s3:GetObject{version}", arn)
    elif request.method == "DELETE":
        yield Permission(f"s3:DeleteObject{version}", arn)
    elif request.method == "PUT" and "x-amz-copy-source" not in request.headers:
        yield Permission("s3:PutObject", arn)
        if "if-match" in request.headers:  # Amazon S3 user guide, "Conditional writes"
            yield Permission("s3:GetObject", arn)
    else:
        raise UnknownRequest(f"s3 {request.method} of an object")


def _of_bucket(request: Request, arn: str) -> Permission:
    names = {"prefix": "s3:prefix", "delimiter": "s3:delimiter", "max-keys": "s3:max-keys"}
    context = {key: tuple(request.query[name]) for name, key in names.items() if name in request.query}
    if request.method == "GET" and "list-type" in request.query:
        return Permission("s3:ListBucket", arn, context)
    if request.method == "GET" and "versions" in request.query:
        return Permission("s3:ListBucketVersions", arn, context)
    raise UnknownRequest(f"s3 {request.method} of a bucket: {', '.join(request.query)}")


def _dynamodb(request: Request) -> Iterator[Permission]:
    operation = request.headers["x-amz-target"].rpartition(".")[2]
    parameters = json.loads(request.body)

    def permission(action: str, table: str, *leading_keys: Any, index: str = "") -> Permission:
        resource = f"table/{table}" + (f"/index/{index}" if index else "")
        keys = tuple(str(next(iter(key.values()))) for key in leading_keys)
        return Permission(f"dynamodb:{action}", request.arn(resource), {"dynamodb:LeadingKeys": keys})

    if operation in ("GetItem", "UpdateItem", "DeleteItem", "PutItem"):
        yield permission(operation, parameters["TableName"], _id(parameters))
    elif operation == "Query":
        values = parameters["ExpressionAttributeValues"]
        partition = re.match(r"\S+ = (:\w+)", parameters["KeyConditionExpression"])
        assert partition, "a query has the value of its partition key"
        index = parameters.get("IndexName", "")
        yield permission(operation, parameters["TableName"], values[partition[1]], index=index)
    elif operation == "BatchGetItem":
        for table, batch in parameters["RequestItems"].items():
            yield permission(operation, table, *(key["id"] for key in batch["Keys"]))
    elif operation == "BatchWriteItem":
        for table, batch in parameters["RequestItems"].items():
            yield permission(operation, table, *(_id(*write.values()) for write in batch))
    elif operation == "TransactWriteItems":  # it needs what its parts need
        for part in parameters["TransactItems"]:
            ((kind, write),) = part.items()
            action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
            yield permission(action, write["TableName"], _id(write))
    else:
        raise UnknownRequest(f"dynamodb {operation}")


def _id(write: Mapping[str, Any]) -> Any:
    return {**write.get("Item", {}), **write.get("Key", {})}["id"]


def _ssm(request: Request) -> Iterator[Permission]:
    operation = request.headers["x-amz-target"].rpartition(".")[2]
    name = json.loads(request.body)["Name"]
    yield Permission(f"ssm:{operation}", request.arn(f"parameter/{name.lstrip('/')}"))


def _sns(request: Request) -> Iterator[Permission]:
    form = parse_qs(request.body.decode())
    yield Permission(f"sns:{form['Action'][0]}", form["TopicArn"][0])


def _ses(request: Request) -> Iterator[Permission]:
    if request.path != "/v2/email/outbound-emails":
        raise UnknownRequest(f"ses {request.method} {request.path}")
    mail = json.loads(request.body)
    sender, raw = mail["FromEmailAddress"], mail["Content"]["Raw"]
    written = parseaddr(str(message_from_bytes(base64.b64decode(raw["Data"]))["From"]))[1]
    assert written == sender, "SES sends for the address in the mail"
    # Of a raw mail by SendEmail, AWS's documents name the one or the other.
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        yield Permission(action, request.arn(f"identity/{sender}"), {"ses:FromAddress": (sender,)})


def _sqs(request: Request) -> Iterator[Permission]:
    operation = request.headers["x-amz-target"].rpartition(".")[2]
    queue = json.loads(request.body)["QueueUrl"].rpartition("/")[2]
    yield Permission(f"sqs:{operation.removesuffix('Batch')}", request.arn(queue))


def _logs(request: Request) -> Iterator[Permission]:
    operation = request.headers["x-amz-target"].rpartition(".")[2]
    parameters = json.loads(request.body)
    stream = f"log-group:{parameters['logGroupName']}:log-stream:{parameters['logStreamName']}"
    yield Permission(f"logs:{operation}", request.arn(stream))


_SERVICES: Mapping[str, Callable[[Request], Iterator[Permission]]] = {
    "s3": _s3,
    "dynamodb": _dynamodb,
    "ssm": _ssm,
    "sns": _sns,
    "ses": _ses,
    "sqs": _sqs,
    "logs": _logs,
}
