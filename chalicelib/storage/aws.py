"""Clients of AWS, and their errors as the rest of the house knows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from chalicelib.errors import Conflict, Missing, Unavailable
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
        made = boto3.client(service, config=_CONFIG)
    made.meta.events.register("before-call", _asked)
    made.meta.events.register("after-call", _answered)
    made.meta.events.register("after-call-error", _unanswered)
    return made


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
        invocation.asked.append(model.name)


def _answered(model: Any, http_response: Any, parsed: Any, **_: Any) -> None:
    """Whether a call failed is what it means to a reader: that a thing is missing is an answer."""
    invocation = current()
    if invocation is None or http_response.status_code < 300:
        return
    error = ClientError(parsed, model.name)
    code = error.response.get("Error", {}).get("Code", "")
    if code not in _MISSING | _CONFLICT | _UNCHANGED and not _is_cancelled_by_condition(error):
        invocation.failed.append(model.name)


def _unanswered(event_name: str, **_: Any) -> None:
    if invocation := current():
        invocation.failed.append(event_name.rpartition(".")[2])


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn botocore's errors into ours; `what` names the thing asked for in their messages.

    A request that we made wrong is a defect and flies as it is. All else, a missing permission
    too, is a store that failed: readers get the last good page and the log says why. Its `fault` is
    the operation and AWS's word for it, since the texts of both name addresses.
    """
    try:
        yield
    except ParamValidationError:
        raise
    except BotoCoreError as error:
        raise Unavailable(f"{what}: {error}", fault=type(error).__name__) from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        fault = f"{error.operation_name}: {code}"
        if code in _MISSING:
            raise Missing(f"{what} does not exist", fault=fault) from error
        if code in _CONFLICT or _is_cancelled_by_condition(error):
            raise Conflict(f"{what} was written by someone else", fault=fault) from error
        if code in _OURS:
            raise
        raise Unavailable(f"{what}: {error}", fault=fault) from error


def _is_cancelled_by_condition(error: ClientError) -> bool:
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]  # absent from botocore's type of an error
    return any(r.get("Code") in ("ConditionalCheckFailed", "TransactionConflict") for r in reasons)
