"""Whole tables: every item as DynamoDB has it, read, written down and put back."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.errors import Unavailable
from chalicelib.storage.items import Item, number

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BATCH = 25
"""Items that one BatchWriteItem takes at the most (DynamoDB API reference)."""

ROUNDS = 8
"""How often items that DynamoDB had no capacity for are sent again."""


def scan(client: DynamoDBClient, table: str) -> Iterator[Item]:
    """Every item of a table, each as it was last written; never more than a page in memory."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def is_expired(item: Item, now: datetime) -> bool:
    """Whether the table may delete it: it does so within days, and until then it is still there
    (DynamoDB developer guide, "Using time to live")."""
    return "expires" in item and number(item, "expires") <= now.timestamp()


def put(
    client: DynamoDBClient, table: str, items: Sequence[Item], pause: Callable[[float], None] = time.sleep
) -> None:
    """Put `BATCH` items or fewer, over those with the same keys.

    Raises `Unavailable` when the table has no capacity for all of them.
    """
    left: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
    for attempt in range(ROUNDS):
        if attempt:
            pause(0.05 * 2**attempt)
        answer = client.batch_write_item(RequestItems={table: left})
        left = list(answer.get("UnprocessedItems", {}).get(table, []))
        if not left:
            return
    raise Unavailable(f"table {table} has no capacity for {len(left)} items: run it again later")


def line_of(item: Item) -> str:
    """An item as one line of JSON: the same line for equal items."""
    return json.dumps(
        {name: _written(value) for name, value in item.items()}, ensure_ascii=False, sort_keys=True
    )


def item_of(line: str) -> Item:
    """The item that `line_of` wrote."""
    return {name: _read(value) for name, value in json.loads(line).items()}


def _written(attribute: Any) -> Any:
    """An attribute, its bytes in base64; a set has no order, a line has."""
    ((kind, value),) = attribute.items()
    match kind:
        case "B":
            value = base64.b64encode(value).decode()
        case "BS":
            value = sorted(base64.b64encode(one).decode() for one in value)
        case "SS" | "NS":
            value = sorted(value)
        case "L":
            value = [_written(one) for one in value]
        case "M":
            value = {name: _written(one) for name, one in value.items()}
    return {kind: value}


def _read(attribute: Any) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "B":
            value = base64.b64decode(value)
        case "BS":
            value = [base64.b64decode(one) for one in value]
        case "L":
            value = [_read(one) for one in value]
        case "M":
            value = {name: _read(one) for name, one in value.items()}
    return {kind: value}
