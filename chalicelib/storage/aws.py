"""Clients of AWS, and their errors as the rest of the house knows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, overload

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from chalicelib.errors import Conflict, Missing, Unavailable

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
    """A client with our timeouts. Endpoint, region and credentials are botocore's to find."""
    with translated(f"a client for {service}"):
        return boto3.client(service, config=_CONFIG)


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


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn botocore's errors into ours; `what` names the thing asked for in their messages.

    A request that we made wrong is a defect and flies as it is. All else, a missing permission
    too, is a store that failed: readers get the last good page and the log says why.
    """
    try:
        yield
    except ParamValidationError:
        raise
    except BotoCoreError as error:
        raise Unavailable(f"{what}: {error}") from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _MISSING:
            raise Missing(f"{what} does not exist") from error
        if code in _CONFLICT or _is_cancelled_by_condition(error):
            raise Conflict(f"{what} was written by someone else") from error
        if code in _OURS:
            raise
        raise Unavailable(f"{what}: {error}") from error


def _is_cancelled_by_condition(error: ClientError) -> bool:
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]  # absent from botocore's type of an error
    return any(r.get("Code") in ("ConditionalCheckFailed", "TransactionConflict") for r in reasons)
