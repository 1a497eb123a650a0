"""Whole tables: every item as DynamoDB has it, read, written as a line of JSON, and put back."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.errors import Unavailable
from chalicelib.storage.items import Item, text
from chalicelib.storage.limits import LIMIT
from chalicelib.storage.outbox import ID as OUTBOX_ID

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BATCH = 25
"""Items that one BatchWriteItem takes at the most (DynamoDB API reference)."""

ROUNDS = 8
"""How often items that DynamoDB had no capacity for are sent again."""


def scan(client: DynamoDBClient, table: str) -> Iterator[Item]:
    """Yields every item of a table, each as it was last written; at most a page is in memory."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def is_passing(item: Item) -> bool:
    """Returns whether an item holds for its table just now alone, such as how much was sent and which mail
    is on its way: a backup is taken without it."""
    return text(item, "id").startswith((LIMIT, OUTBOX_ID))


def put(
    client: DynamoDBClient, table: str, items: Sequence[Item], pause: Callable[[float], None] = time.sleep
) -> None:
    """Puts `BATCH` items or fewer, over those with the same keys.

    Raises `Unavailable` when the table has no capacity for all of them.
    """
    unprocessed: list[Any] = [{"PutRequest": {"Item": item}} for item in items]
    for attempt in range(ROUNDS):
        if attempt:
            pause(0.05 * 2**attempt)
        answer = client.batch_write_item(RequestItems={table: unprocessed})
        unprocessed = list(answer.get("UnprocessedItems", {}).get(table, []))
        if not unprocessed:
            return
    raise Unavailable(f"table {table} has no capacity for {len(unprocessed)} items: run it again later")


def line_of(item: Item) -> str:
    """Returns an item as one line of JSON: the same line for equal items."""
    return json.dumps(
        {name: _encode(value) for name, value in item.items()}, ensure_ascii=False, sort_keys=True
    )


def item_of(line: str) -> Item:
    """Returns the item of a line that `line_of` wrote."""
    return {name: _decode(value) for name, value in json.loads(line).items()}


def _encode(attribute: Any) -> Any:
    """Returns an attribute with its bytes in base64 and its sets in order."""
    ((kind, value),) = attribute.items()
    match kind:
        case "B":
            value = base64.b64encode(value).decode()
        case "BS":
            value = sorted(base64.b64encode(element).decode() for element in value)
        case "SS" | "NS":
            value = sorted(value)
        case "L":
            value = [_encode(element) for element in value]
        case "M":
            value = {name: _encode(element) for name, element in value.items()}
    return {kind: value}


def _decode(attribute: Any) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "B":
            value = base64.b64decode(value)
        case "BS":
            value = [base64.b64decode(element) for element in value]
        case "L":
            value = [_decode(element) for element in value]
        case "M":
            value = {name: _decode(element) for name, element in value.items()}
    return {kind: value}
