"""Clients of AWS, and the translation of their errors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from botocore.utils import parse_timestamp

from chalicelib.errors import Conflict, NotFound, Unavailable, Unreadable
from chalicelib.invocation import current

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client
    from types_boto3_sesv2 import SESV2Client
    from types_boto3_sns import SNSClient
    from types_boto3_ssm import SSMClient

# A page may need four stores in a row, and API Gateway waits 29 seconds: so each store gets two attempts of
# three seconds at the most.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=50,
)

# Publishing sends S3 thousands of requests. Parameters are typed, and `_require_names` checks those that
# must not be empty; a body is signed with its SHA-256, so that a CRC would add nothing.
_S3_CONFIG = _CONFIG.merge(
    Config(
        parameter_validation=False,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        user_agent="billet",  # botocore builds its own from twenty parts, twice for each request
        signature_version="s3v4",  # botocore signs addresses as S3 did before 2014 otherwise
    )
)

# The host of the bucket's own region: it is the one that a signed address has, and where S3 redirects
# nobody in the first hours of a bucket. An endpoint of one's own has no such hosts.
_VIRTUAL_HOSTS = Config(s3={"addressing_style": "virtual"})


# A mail that was sent and whose answer was lost would be sent again by a second attempt.
_MAIL_CONFIG = _CONFIG.merge(Config(read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1}))

_CONFIGS = {"s3": _S3_CONFIG, "sns": _MAIL_CONFIG, "sesv2": _MAIL_CONFIG}


@overload
def client(service: Literal["s3"]) -> S3Client: ...
@overload
def client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def client(service: Literal["ssm"]) -> SSMClient: ...
@overload
def client(service: Literal["sns"]) -> SNSClient: ...
@overload
def client(service: Literal["sesv2"]) -> SESV2Client: ...
def client(service: Any) -> Any:
    """Returns a client with our timeouts that records its calls in the current invocation.

    botocore finds endpoint, region and credentials.
    """
    config = _CONFIGS.get(service, _CONFIG)
    if service == "s3" and not {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"} & os.environ.keys():
        config = config.merge(_VIRTUAL_HOSTS)
    with translated(f"a client for {service}"):
        aws_client = session().create_client(service, config=config)
    events = aws_client.meta.events
    if service == "s3":
        events.register("before-parameter-build.s3", _require_names)
        events.register("before-call", _remove_expect)  # botocore runs the handlers of all services last
    events.register("before-call", _record_call)
    events.register("after-call", _record_error_response)
    events.register("after-call-error", _record_failure)
    return aws_client


@cache
def session() -> botocore.session.Session:
    """Returns the session of all clients. It parses times with `parse_time`.

    boto3's session would add its transfer manager to each client of S3: 40 ms of a cold start, for nothing
    that is called here.
    """
    botocore_session = botocore.session.get_session()
    botocore_session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=parse_time)
    return botocore_session


def parse_time(text: Any) -> datetime:
    """Returns a time of a response, written in ISO 8601 or RFC 822.

    botocore lets dateutil guess the format, which takes half of the time of a listing.
    """
    if isinstance(text, str):
        for parse in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                time = parse(text)
            except ValueError:
                continue
            if time.tzinfo:
                return time
    return parse_timestamp(text)


def _require_names(params: Mapping[str, Any], **_: Any) -> None:
    """Raises `ParamValidationError` for an empty name: the URL of an object with an empty key is that of its
    bucket, and the request would be another one."""
    if not params.get("Key", True) or not params.get("Bucket", True):
        raise ParamValidationError(report="neither a bucket's name nor an object's may be empty")


def _remove_expect(params: Mapping[str, Any], **_: Any) -> None:
    """Removes ``Expect: 100-continue``: with it botocore waits for S3 before it sends the body."""
    params["headers"].pop("Expect", None)


_IMPOSSIBLE = frozenset({"KeyTooLongError", "InvalidURI"})
"""What S3 says of a name that no object can have, such as one of more than 1,024 bytes, or of steps upwards
out of the bucket."""
_MISSING = frozenset({"NoSuchKey", "NoSuchVersion", "404", "ParameterNotFound"}) | _IMPOSSIBLE
_CONFLICT = frozenset(
    {
        "PreconditionFailed",
        "ConditionalRequestConflict",
        "412",
        "ConditionalCheckFailedException",
        "TransactionConflictException",
    }
)
_DEFECTS = frozenset({"ValidationException", "InvalidArgument", "SerializationException"})
_UNCHANGED = frozenset({"304", "NotModified"})


def _record_call(model: Any, **_: Any) -> None:
    """Records an operation in the current invocation."""
    if invocation := current():
        invocation.calls.append(model.name)


def _record_error_response(model: Any, http_response: Any, parsed: Any, **_: Any) -> None:
    """Records an operation as failed, unless its error is an expected one: that an object is missing, was
    changed, or has not changed."""
    invocation = current()
    if invocation is None or http_response.status_code < 300:
        return
    error = ClientError(parsed, model.name)
    code = error.response.get("Error", {}).get("Code", "")
    if code not in _MISSING | _CONFLICT | _UNCHANGED and not _is_cancelled_by_condition(error):
        invocation.failed_calls.append(model.name)


def _record_failure(event_name: str, **_: Any) -> None:
    """Records an operation without a response as failed."""
    if invocation := current():
        invocation.failed_calls.append(event_name.rpartition(".")[2])


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Raises botocore's errors as ours; `what` names the requested thing in their messages.

    The error of an invalid request is a defect of the code and is raised as it is. Any other error, also a
    missing permission, is `Unavailable`: readers get the last good page and the log says why. `log_summary`
    is the operation and AWS's error code, because the messages of both contain addresses.
    """
    try:
        yield
    except ParamValidationError:
        raise
    except BotoCoreError as error:
        raise Unavailable(f"{what}: {error}", log_summary=type(error).__name__) from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        log_summary = f"{error.operation_name}: {code}"
        if code in _MISSING:
            raise NotFound(f"{what} does not exist", log_summary=log_summary) from error
        if code in _CONFLICT or _is_cancelled_by_condition(error):
            raise Conflict(f"{what} was written by someone else", log_summary=log_summary) from error
        if code in _DEFECTS:
            raise
        if _is_unreadable(error):
            raise Unreadable(f"{what}: {error}", log_summary=log_summary) from error
        raise Unavailable(f"{what}: {error}", log_summary=log_summary) from error


def _is_unreadable(error: ClientError) -> bool:
    """Whether S3 refuses one object. A key that the role may not use is an `AccessDenied`, as is a bucket
    without permission: the message alone tells which."""
    details = error.response["Error"]
    code = details["Code"]
    return (
        code == "InvalidObjectState" or code.startswith("KMS.") or "kms:Decrypt" in details.get("Message", "")
    )


def is_passing(conflict: Conflict) -> bool:
    """Returns whether a transaction met another one alone, and no condition of its own: sent again it may
    succeed. botocore does not send it again."""
    error = conflict.__cause__
    response: Any = error.response if isinstance(error, ClientError) else {}
    codes = {reason.get("Code") for reason in response.get("CancellationReasons", [])}
    return "TransactionConflict" in codes and "ConditionalCheckFailed" not in codes


def _is_cancelled_by_condition(error: ClientError) -> bool:
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]  # absent from botocore's type of an error
    return any(reason.get("Code") in ("ConditionalCheckFailed", "TransactionConflict") for reason in reasons)
