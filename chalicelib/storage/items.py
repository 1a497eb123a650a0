"""DynamoDB items of texts, whole numbers and times, and the requests that read many of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
        return {"S": timestamp(value)}
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


def optional_moment(item: Item, name: str) -> datetime | None:
    """Returns a time that `to_item` wrote, None where it is missing."""
    return moment(item, name) if name in item else None


def timestamp(moment: datetime) -> str:
    """Returns a time as `to_item` writes it: times are in the order of their texts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def is_expired(item: Item, now: datetime) -> bool:
    """Returns whether the table may delete an item: it does so within days, and until then the item exists
    (DynamoDB developer guide, "Using time to live")."""
    return "expires" in item and number(item, "expires") <= now.timestamp()


def key_of(id: str) -> Item:
    """Returns the key of the item with an id."""
    return {"id": {"S": id}}


def from_epoch(item: Item, name: str) -> datetime | None:
    """Returns a time that `epoch` wrote, None where it is missing."""
    return datetime.fromtimestamp(number(item, name), UTC) if name in item else None


@dataclass(frozen=True)
class Part:
    """The part of a partition that a query reads: from `start` on, before `end`, `limit` items at the most
    (0 is no limit), the last first where `descending`. `sort_key` is a time that `to_item` wrote. What has
    expired at `now`, where that is given, is left out and takes no place."""

    sort_key: str = ""
    start: datetime | None = None
    end: datetime | None = None
    limit: int = 0
    descending: bool = False
    now: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be in it: DynamoDB refuses a query whose end is before its start."""
        return self.start is not None and self.end is not None and self.start >= self.end

    @property
    def condition(self) -> str:
        """The condition on the sort key, of which DynamoDB takes one alone; "" for all of the partition."""
        if self.start and self.end:
            return "#sort BETWEEN :start AND :end"
        return "#sort >= :start" if self.start else "#sort < :end" if self.end else ""

    @property
    def values(self) -> dict[str, datetime]:
        """The values that the condition compares with, by name."""
        # BETWEEN takes its end in.
        end = self.end - timedelta(microseconds=1) if self.start and self.end else self.end
        bounds = {":start": self.start, ":end": end}
        return {name: moment for name, moment in bounds.items() if moment}


def query(
    client: DynamoDBClient, table: str, index: str, key: str, value: str, part: Part = Part()
) -> Iterator[Item]:
    """Yields the items of an index with this partition key, in the order of its sort key."""
    # Without botocore's paginator: it looks for its rules in the folders of every service of AWS, which takes
    # a cold start longer than reading the article.
    if part.is_empty:
        return
    condition, names, values = "#key = :value", {"#key": key}, {":value": {"S": value}}
    if part.condition:
        condition += f" AND {part.condition}"
        names["#sort"] = part.sort_key
        values |= {name: {"S": timestamp(moment)} for name, moment in part.values.items()}
    left = part.limit
    options: dict[str, Any] = {}
    while True:
        if part.limit:
            options["Limit"] = left
        page = client.query(
            TableName=table,
            IndexName=index,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ScanIndexForward=not part.descending,
            **options,
        )
        items = [item for item in page["Items"] if not part.now or not is_expired(item, part.now)]
        yield from items
        left -= len(items)
        if "LastEvaluatedKey" not in page or (part.limit and left <= 0):
            return
        options["ExclusiveStartKey"] = page["LastEvaluatedKey"]


WRITES = 25
"""The most requests of a BatchWriteItem request (DynamoDB API reference)."""

ATTEMPTS = 3
"""The number of requests for keys that DynamoDB has no capacity for."""


def batch_get(
    client: DynamoDBClient, table: str, ids: Iterable[str], *, consistent: bool = False
) -> Iterator[Item]:
    """Yields the items with these ids, in any order, and none for an id that does not exist.

    Raises `Unavailable` when the table has no capacity for all of them.
    """
    distinct_ids = sorted(set(ids))
    for start in range(0, len(distinct_ids), BATCH):
        keys: list[Any] = [key_of(item_id) for item_id in distinct_ids[start : start + BATCH]]
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(0.05 * 2**attempt)
            answer = client.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": consistent}})
            yield from answer["Responses"].get(table, [])
            unprocessed = answer.get("UnprocessedKeys", {})
            keys = list(unprocessed[table]["Keys"]) if table in unprocessed else []
            if not keys:
                break
        else:
            message = f"table {table} has no capacity for {len(keys)} keys"
            raise Unavailable(message, log_summary=message)


def batch_write(client: DynamoDBClient, table: str, requests: Iterable[Any]) -> None:
    """Puts and deletes items without conditions. Raises `Unavailable` when the table has no capacity for all
    of them."""
    all_requests = list(requests)
    for start in range(0, len(all_requests), WRITES):
        chunk = all_requests[start : start + WRITES]
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(0.05 * 2**attempt)
            answer = client.batch_write_item(RequestItems={table: chunk})
            chunk = list(answer.get("UnprocessedItems", {}).get(table, []))
            if not chunk:
                break
        else:
            message = f"table {table} has no capacity for {len(chunk)} writes"
            raise Unavailable(message, log_summary=message)
