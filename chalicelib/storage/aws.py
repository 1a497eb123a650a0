"""Clients of AWS, and their errors as the rest of the house knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from botocore.utils import parse_timestamp

from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.invocation import current

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client
    from types_boto3_ssm import SSMClient

# A reader waits for these. A page may need four stores in a row, and API Gateway waits 29 seconds: so
# each store gets two tries of three seconds at the most.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=50,
)

# Publishing asks S3 thousands of times. What goes there is typed, and `_named` looks at what must not slip
# through; a body is signed with its SHA-256, so that a CRC besides would say nothing more.
_OF_S3 = _CONFIG.merge(
    Config(
        parameter_validation=False,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        user_agent="billet",  # botocore's own is put together from twenty parts, twice for each request
    )
)


@overload
def client(service: Literal["s3"]) -> S3Client: ...
@overload
def client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def client(service: Literal["ssm"]) -> SSMClient: ...
def client(service: Any) -> Any:
    """A client with our timeouts, its calls counted. Endpoint, region and credentials are botocore's to
    find."""
    with translated(f"a client for {service}"):
        made = session().client(service, config=_OF_S3 if service == "s3" else _CONFIG)
    if service == "s3":
        made.meta.events.register("before-parameter-build.s3", _named)
        made.meta.events.register("before-call", _at_once)  # what is of all services comes last
    made.meta.events.register("before-call", _asked)
    made.meta.events.register("after-call", _answered)
    made.meta.events.register("after-call-error", _unanswered)
    return made


@cache
def session() -> boto3.Session:
    """What all clients are made of, those that `boto3.client` makes too. It reads times by `_moment`."""
    botocore_session = botocore.session.get_session()
    botocore_session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_moment)
    boto3.setup_default_session(botocore_session=botocore_session)
    assert boto3.DEFAULT_SESSION is not None, "it was made above"
    return boto3.DEFAULT_SESSION


def _moment(text: Any) -> datetime:
    """A time in an answer, in ISO 8601 or RFC 822. That botocore lets dateutil guess which is half of what a
    list costs."""
    if isinstance(text, str):
        for parse in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                moment = parse(text)
            except ValueError:
                continue
            if moment.tzinfo:
                return moment
    return parse_timestamp(text)


def _named(params: Mapping[str, Any], **_: Any) -> None:
    """Raise for what makes another request of one: an object with an empty key has its bucket's address."""
    if not params.get("Key", True) or not params.get("Bucket", True):
        raise ParamValidationError(report="neither a bucket's name nor an object's may be empty")


def _at_once(params: Mapping[str, Any], **_: Any) -> None:
    """Send an object with its headers: botocore would first wait for S3 to say that it may."""
    params["headers"].pop("Expect", None)


_MISSING = frozenset({"NoSuchKey", "NoSuchVersion", "404", "ParameterNotFound"})
_CONFLICT = frozenset(
    {
        "PreconditionFailed",
        "ConditionalRequestConflict",
        "412",
        "ConditionalCheckFailedException",
        "TransactionConflictException",
    }
)
_OURS = frozenset({"ValidationException", "InvalidArgument", "SerializationException"})
_UNCHANGED = frozenset({"304", "NotModified"})


def _asked(model: Any, **_: Any) -> None:
    if invocation := current():
        invocation.calls.append(model.name)


def _answered(model: Any, http_response: Any, parsed: Any, **_: Any) -> None:
    """Whether a call failed is what it means to a reader: that a thing is missing is an answer."""
    invocation = current()
    if invocation is None or http_response.status_code < 300:
        return
    error = ClientError(parsed, model.name)
    code = error.response.get("Error", {}).get("Code", "")
    if code not in _MISSING | _CONFLICT | _UNCHANGED and not _is_cancelled_by_condition(error):
        invocation.failed_calls.append(model.name)


def _unanswered(event_name: str, **_: Any) -> None:
    if invocation := current():
        invocation.failed_calls.append(event_name.rpartition(".")[2])


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn botocore's errors into ours; `what` names the thing asked for in their messages.

    A request that we made wrong is a defect and flies as it is. All else, a missing permission
    too, is a store that failed: readers get the last good page and the log says why. Its `log_summary` is
    the operation and AWS's word for it, since the texts of both name addresses.
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
        if code in _OURS:
            raise
        raise Unavailable(f"{what}: {error}", log_summary=log_summary) from error


def _is_cancelled_by_condition(error: ClientError) -> bool:
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]  # absent from botocore's type of an error
    return any(r.get("Code") in ("ConditionalCheckFailed", "TransactionConflict") for r in reasons)
