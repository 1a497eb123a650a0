"""Limits, in the table of comments.

The id of an item is ``limit/<scope>``. Each has a time to live of its own: a bucket that is full again is the
same as one that never was.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.caching import Clock
from chalicelib.conversation.limits import Rate
from chalicelib.storage.aws import translated
from chalicelib.storage.items import Item, key_of, number

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

LIMIT = "limit/"
"""The prefix of their ids: the readers' function may update no other item but these and the counts."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Limits:
    """The limits in DynamoDB. Every method raises `Unavailable` when DynamoDB fails."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def take(self, scope: str, rate: Rate) -> timedelta:
        """Takes one token of a bucket, and returns zero; from an empty one, returns how long to wait.

        A bucket is one number: `full`, the millisecond at which it will be full again. A token taken moves it
        on by one interval, and an empty bucket has it `burst` intervals ahead. One update is enough for a
        bucket that is full or empty, and two for any other; each is atomic.
        """
        now = (self._clock() - _EPOCH) // _MILLISECOND
        interval = rate.interval // _MILLISECOND
        furthest = now + (rate.burst - 1) * interval
        values = {":now": now, ":next": now + interval, ":expires": (furthest + interval) // 1000 + 1}
        item = self._update(scope, "#full = :next", "attribute_not_exists(id) OR #full <= :now", values)
        if item is None:
            return timedelta(0)
        if number(item, "full") <= furthest:
            values = {":interval": interval, ":furthest": furthest, ":expires": values[":expires"]}
            item = self._update(scope, "#full = #full + :interval", "#full <= :furthest", values)
            if item is None:
                return timedelta(0)
        return max(timedelta(0), (number(item, "full") - furthest) * _MILLISECOND)

    def claim(self, scope: str, owner: str, lifetime: timedelta) -> bool:
        """Makes `owner` the owner of a scope for a while, and returns whether it is: the first one is."""
        now = self._clock()
        condition = "attribute_not_exists(id) OR #owner = :owner OR #expires <= :now"
        with translated("a limit"):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key_of(LIMIT + scope),
                    UpdateExpression="SET #owner = :owner, #expires = :expires",
                    ConditionExpression=condition,
                    ExpressionAttributeNames={"#owner": "owner", "#expires": "expires"},
                    ExpressionAttributeValues={
                        ":owner": {"S": owner},
                        ":now": _number(int(now.timestamp())),
                        ":expires": _number(int((now + lifetime).timestamp())),
                    },
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def _update(self, scope: str, change: str, condition: str, values: dict[str, int]) -> Item | None:
        """Changes a bucket, and returns None; where the condition does not hold, returns it as it is."""
        with translated("a limit"):
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=key_of(LIMIT + scope),
                    UpdateExpression=f"SET {change}, #expires = :expires",
                    ConditionExpression=condition,
                    ExpressionAttributeNames={"#full": "full", "#expires": "expires"},
                    ExpressionAttributeValues={name: _number(value) for name, value in values.items()},
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except self._client.exceptions.ConditionalCheckFailedException as error:
                item: Any = error.response.get("Item", {})
                return dict(item)
        return None


def _number(value: int) -> Any:
    return {"N": str(value)}
