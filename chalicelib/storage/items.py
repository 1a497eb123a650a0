"""DynamoDB items of texts, whole numbers and times, and the requests that read many of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.errors import Unavailable

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
"""An item as DynamoDB sends and receives it: ``{"id": {"S": "..."}}``."""

BATCH = 100
"""The most keys of a BatchGetItem request (DynamoDB API reference)."""


def to_item(values: Mapping[str, str | int | datetime | None]) -> Item:
    """Returns values as an item without the empty ones: the key of an index must not be empty, and a sparse
    index has only the items that have its key."""
    return {name: _attribute(value) for name, value in values.items() if value not in (None, "")}


def _attribute(value: str | int | datetime | None) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"S": value.astimezone(UTC).isoformat(timespec="microseconds")}
    return {"N": str(value)} if isinstance(value, int) else {"S": str(value)}


def text(item: Item, name: str) -> str:
    """Returns a text attribute, "" where it is missing."""
    return str(item.get(name, {}).get("S", ""))


def number(item: Item, name: str) -> int:
    """Returns a number attribute, 0 where it is missing."""
    return int(item.get(name, {}).get("N", 0))


def moment(item: Item, name: str) -> datetime:
    """Returns a time that `to_item` wrote. Raises `ValueError` where it is missing."""
    return datetime.fromisoformat(text(item, name))


def epoch(moment: datetime | None) -> int | None:
    """Returns a time as DynamoDB's TTL needs it: whole seconds since 1970."""
    return int(moment.timestamp()) if moment else None


def from_epoch(item: Item, name: str) -> datetime | None:
    """Returns a time that `epoch` wrote, None where it is missing."""
    return datetime.fromtimestamp(number(item, name), UTC) if name in item else None


def query(client: DynamoDBClient, table: str, index: str, key: str, value: str) -> Iterator[Item]:
    """Yields all items of an index with this partition key, in the order of its sort key."""
    # Without botocore's paginator: it looks for its rules in the folders of every service of AWS, which takes
    # a cold start longer than reading the article.
    start: dict[str, Any] = {}
    while True:
        page = client.query(
            TableName=table,
            IndexName=index,
            KeyConditionExpression="#key = :value",
            ExpressionAttributeNames={"#key": key},
            ExpressionAttributeValues={":value": {"S": value}},
            **start,
        )
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


ATTEMPTS = 3
"""The number of requests for keys that DynamoDB has no capacity for."""


def batch_get(client: DynamoDBClient, table: str, ids: Iterable[str]) -> Iterator[Item]:
    """Yields the items with these ids, in any order, and none for an id that does not exist.

    Raises `Unavailable` when the table has no capacity for all of them.
    """
    distinct_ids = sorted(set(ids))
    for start in range(0, len(distinct_ids), BATCH):
        keys: list[Any] = [{"id": {"S": item_id}} for item_id in distinct_ids[start : start + BATCH]]
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(0.05 * 2**attempt)
            answer = client.batch_get_item(RequestItems={table: {"Keys": keys}})
            yield from answer["Responses"].get(table, [])
            unprocessed = answer.get("UnprocessedKeys", {})
            keys = list(unprocessed[table]["Keys"]) if table in unprocessed else []
            if not keys:
                break
        else:
            message = f"table {table} has no capacity for {len(keys)} keys"
            raise Unavailable(message, log_summary=message)
