"""Puts the items of a backup into a table."""

from __future__ import annotations

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
from chalicelib.storage.comment_changes import COUNT
from chalicelib.storage.expiring_threads import EXPIRING, ExpiringThreads
from chalicelib.storage.items import Item, is_expired, number, text

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ROUNDS = 5
"""How often counts are compared while somebody judges comments."""


@dataclass(frozen=True)
class TableReport:
    """How many items of a backup were put, existed already, or have expired since and were left out."""

    put: int
    existing: int
    expired: int


@dataclass
class TableRestore:
    """The table `table`, and the file whose lines are the items it is to hold.

    Items that are expired at `now` count on neither side.
    """

    dynamodb: DynamoDBClient
    table: str
    lines: Path
    now: datetime
    _existing: dict[str, int] = field(default_factory=dict)

    def conflicts(self) -> int:
        """Returns how many items the table holds that the backup does not, or in another state."""
        for item in tables.scan(self.dynamodb, self.table):
            if not is_expired(item, self.now) and not tables.is_passing(item):
                self._existing[text(item, "id")] = _hash(item)
        return len(self._existing) - sum(self._exists(item) for item in self._items())

    def run(self, label: str, progress: Progress) -> TableReport:
        """Puts what did not exist when `conflicts` looked; deletes nothing."""
        items = sum(1 for _ in self._items())
        existing = sum(self._exists(item) for item in self._items())
        with progress(label, items - existing) as advance:
            for count in in_parallel(self._put, self._batches()):
                advance(count)
        with self.lines.open("rb") as lines:
            return TableReport(items - existing, existing, sum(1 for _ in lines) - items)

    def _put(self, batch: list[Item]) -> int:
        tables.put(self.dynamodb, self.table, batch)
        return len(batch)

    def _batches(self) -> Iterator[list[Item]]:
        missing = (item for item in self._items() if not self._exists(item))
        while batch := list(islice(missing, tables.BATCH)):
            yield batch

    def _items(self) -> Iterator[Item]:
        with self.lines.open(encoding="utf-8") as lines:
            for line in lines:
                item = tables.item_of(line)
                if not is_expired(item, self.now):
                    yield item

    def _exists(self, item: Item) -> bool:
        return self._existing.get(text(item, "id")) == _hash(item)


def _hash(item: Item) -> int:
    """Returns an equal number for equal items; counts are `recount`'s and left out."""
    counted = text(item, "id").startswith(COUNT)
    compared = {name: value for name, value in item.items() if not (counted and name == "approved")}
    return hash(tables.line_of(compared))


def recount(dynamodb: DynamoDBClient, table: str, now: datetime) -> None:
    """Sets the counts of approved comments to those of the comments in the table, and marks the articles
    whose comments have an expiry.

    A backup reads item by item while the author judges, and a table may have held others before.
    Raises `Conflict` where somebody judges all the while.
    """
    for _ in range(ROUNDS):
        approved: Counter[str] = Counter()
        written: dict[str, int] = {}
        expiring: set[str] = set()
        marked: set[str] = set()
        for item in tables.scan(dynamodb, table):
            key = text(item, "id")
            if key.startswith(COUNT):
                article = key.removeprefix(COUNT)
                written[article] = number(item, "approved")
                marked |= {article} if text(item, "state") == EXPIRING else set()
            elif (thread := text(item, "thread")) and text(item, "text") and not is_expired(item, now):
                approved[thread] += 1
                expiring |= {thread} if "expires" in item else set()
        wrong = [a for a in approved.keys() | written.keys() if approved[a] != written.get(a, 0)]
        for article in wrong:
            _write_count(dynamodb, table, article, written.get(article, 0), approved[article])
        for article in expiring - marked:
            ExpiringThreads(dynamodb, table, lambda: now).mark(article, now)
        if not wrong:
            return
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
    except ClientError as error:  # judged since it was read: the next round compares again
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
