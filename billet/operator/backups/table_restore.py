"""A table made to hold the items of a backup."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from billet import tables
from billet.parallel import Progress, in_parallel
from chalicelib.errors import Conflict
from chalicelib.storage.comments import COUNT
from chalicelib.storage.items import Item, number, text

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ROUNDS = 5
"""How often counts are looked at while somebody judges comments."""


@dataclass(frozen=True)
class Filled:
    """What became of the items of a backup: how many were put, were there already, or have
    expired since the backup and were left out."""

    put: int
    there: int
    expired: int


@dataclass
class TableRestore:
    """The table `table`, and the file whose lines are the items it is to hold.

    Items whose time is over at `now` are on neither side.
    """

    dynamodb: DynamoDBClient
    table: str
    lines: Path
    now: datetime
    _there: dict[str, bytes] = field(default_factory=dict)

    def others(self) -> int:
        """How many items the table holds that the backup does not, or holds in another state."""
        for item in tables.scan(self.dynamodb, self.table):
            if not tables.is_expired(item, self.now):
                self._there[text(item, "id")] = _digest(item)
        return len(self._there) - sum(self._has(item) for item in self._items())

    def put(self, label: str, progress: Progress) -> Filled:
        """Put what is not there as `others` saw it; no item is deleted."""
        items = sum(1 for _ in self._items())
        there = sum(self._has(item) for item in self._items())
        with progress(label, items - there) as advance:
            for count in in_parallel(self._put, self._batches()):
                advance(count)
        with self.lines.open("rb") as lines:
            return Filled(items - there, there, sum(1 for _ in lines) - items)

    def _put(self, batch: list[Item]) -> int:
        tables.put(self.dynamodb, self.table, batch)
        return len(batch)

    def _batches(self) -> Iterator[list[Item]]:
        missing = (item for item in self._items() if not self._has(item))
        while batch := list(islice(missing, tables.BATCH)):
            yield batch

    def _items(self) -> Iterator[Item]:
        with self.lines.open(encoding="utf-8") as lines:
            for line in lines:
                item = tables.item_of(line)
                if not tables.is_expired(item, self.now):
                    yield item

    def _has(self, item: Item) -> bool:
        return self._there.get(text(item, "id")) == _digest(item)


def _digest(item: Item) -> bytes:
    """Equal for equal items; what `recount` sees to is not looked at."""
    counted = text(item, "id").startswith(COUNT)
    compared = {name: value for name, value in item.items() if not (counted and name == "approved")}
    return hashlib.sha256(tables.line_of(compared).encode()).digest()


def recount(dynamodb: DynamoDBClient, table: str) -> None:
    """Make the counts of approved comments those of the comments that are in the table.

    A backup reads item by item while the author judges, and a table may have held others before.
    Raises `Conflict` where somebody judges all the while.
    """
    for _ in range(ROUNDS):
        found: Counter[str] = Counter()
        written: dict[str, int] = {}
        for item in tables.scan(dynamodb, table):
            key = text(item, "id")
            if key.startswith(COUNT):
                written[key.removeprefix(COUNT)] = number(item, "approved")
            elif thread := text(item, "thread"):
                found[thread] += 1
        articles = found.keys() | written.keys()
        wrong = [article for article in articles if found[article] != written.get(article, 0)]
        if not wrong:
            return
        for article in wrong:
            _write_count(dynamodb, table, article, written.get(article, 0), found[article])
    raise Conflict(f"comments in {table} are being judged: run it again")


def _write_count(dynamodb: DynamoDBClient, table: str, article: str, old: int, new: int) -> None:
    try:
        dynamodb.update_item(
            TableName=table,
            Key={"id": {"S": COUNT + article}},
            UpdateExpression="SET approved = :new",
            ConditionExpression="attribute_not_exists(approved) OR approved = :old",
            ExpressionAttributeValues={":new": {"N": str(new)}, ":old": {"N": str(old)}},
        )
    except ClientError as error:  # judged since it was read: the next look sees to it
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
