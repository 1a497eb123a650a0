"""What calls to AWS are billed as, whichever client of this process makes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from boto3.session import Session

from billet.operator.costs.cost import Usage
from chalicelib.errors import BilletError
from chalicelib.storage import aws
from chalicelib.storage.items import Item

Index = tuple[str, ...]
"""The attributes an item must have to be in an index: its keys."""

READ_BYTES, WRITE_BYTES = 4096, 1024
"""Bytes that one unit reads and writes (Amazon DynamoDB developer guide, "Read and write operations")."""


@dataclass
class Metered:
    """Calls in order, how many each service took, and their usage by the meters of the price table."""

    calls: list[str] = field(default_factory=list)
    services: Counter[str] = field(default_factory=Counter)
    usage: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


class Meter:
    """Reads what calls are billed as, while it listens."""

    def __init__(self) -> None:
        # Its own looks at the tables are nobody's to pay: its session is not listened to.
        self._looker = Session().client("dynamodb")
        self._indexes: dict[str, tuple[Index, ...]] = {}
        self._metered = Metered()
        self._unknown: list[str] = []

    def take(self) -> Metered:
        """What was called since the last time.

        Raises `BilletError` for a call whose price nobody looked up: it may not be free.
        """
        if self._unknown:
            raise BilletError(f"what {self._unknown[0]} costs is not known: add it to metering.py")
        taken, self._metered = self._metered, Metered()
        return taken

    def indexes_of(self, table: str) -> tuple[Index, ...]:
        """The secondary indexes of a table."""
        if table not in self._indexes:
            described = self._looker.describe_table(TableName=table)["Table"]
            self._indexes[table] = tuple(
                tuple(key["AttributeName"] for key in index["KeySchema"])
                for index in described.get("GlobalSecondaryIndexes", [])
            )
        return self._indexes[table]

    def before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        """Botocore's hook: a call is about to be made."""
        del model
        writes = [action["Put"] for action in params.get("TransactItems", []) if "Put" in action]
        if "Item" in params:
            writes.append(params)
        context["billet"] = (params, [(put, self._found(put)) for put in writes])

    def after(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        """Botocore's hook: it was answered."""
        params, writes = context["billet"]
        service, operation = model.service_model.service_name, model.name
        conditional = "conditional " if operation == "GetObject" and "IfNoneMatch" in params else ""
        self._metered.calls.append(conditional + operation)
        self._metered.services[service] += 1
        if operation in ("PutItem", "TransactWriteItems"):
            usage: Usage = {"dynamodb.write_units": self._written(params, writes)}
        elif operation in _BILLED:
            usage = _BILLED[operation](params, parsed)
        else:
            self._unknown.append(f"{service}.{operation}")
            return
        for name, quantity in usage.items():
            self._metered.usage[name] += quantity

    def _found(self, put: Mapping[str, Any]) -> Item:
        key = {"id": put["Item"]["id"]}
        return self._looker.get_item(TableName=put["TableName"], Key=key).get("Item", {})

    def _written(self, params: Mapping[str, Any], writes: list[tuple[Mapping[str, Any], Item]]) -> float:
        actions = params.get("TransactItems", [])
        units = sum(write_units(old, put["Item"], self.indexes_of(put["TableName"])) for put, old in writes)
        counters = [change for action in actions for kind, change in action.items() if kind != "Put"]
        for change in counters:  # a number in an item of its own, which no index holds
            units += write_units({}, {**change["Key"], **change["ExpressionAttributeValues"]}, ())
        # A transaction takes twice the units; that its index entries do is the dearer reading.
        return units * (2 if actions else 1)


@contextmanager
def listening() -> Iterator[Meter]:
    """Count what clients call that are made from now on: they take their hooks from the session."""
    events, meter = aws.session().events, Meter()
    events.register("before-parameter-build", meter.before)
    events.register("after-call", meter.after)
    try:
        yield meter
    finally:
        events.unregister("before-parameter-build", meter.before)
        events.unregister("after-call", meter.after)


def size_of(item: Item) -> int:
    """Bytes of an item of texts and numbers as DynamoDB counts them: names and values in UTF-8. A
    number takes less than its digits, which is let pass."""
    return sum(len(name.encode()) + len(str(v).encode()) for name, a in item.items() for v in a.values())


def is_in(item: Item, index: Index) -> bool:
    """Whether an index holds the item."""
    return all(key in item for key in index)


def write_units(before: Item, after: Item, indexes: tuple[Index, ...]) -> float:
    """Units to put `after` in the place of `before` ({}: there was none).

    An entry of an index is written, or deleted, or both where its keys change (Amazon DynamoDB
    developer guide, "Using Global Secondary Indexes").
    """
    units = max(1, ceil(max(size_of(before), size_of(after)) / WRITE_BYTES))
    writes = 1
    for index in indexes:
        was, stays = is_in(before, index), is_in(after, index)
        moved = was and stays and any(before[key] != after[key] for key in index)
        writes += 2 if moved else int(was or stays)
    return float(units * writes)


def read_units(sizes: list[int], *, consistent: bool) -> float:
    """Units to read blocks of these many bytes, each rounded up; nothing found is one block."""
    blocks = sum(max(1, ceil(size / READ_BYTES)) for size in sizes or [0])
    return blocks * (1.0 if consistent else 0.5)


def _query(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> Usage:
    size = sum(size_of(item) for item in parsed.get("Items", []))
    return {"dynamodb.read_units": read_units([size], consistent=params.get("ConsistentRead", False))}


def _get(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> Usage:
    size = size_of(parsed.get("Item", {}))
    return {"dynamodb.read_units": read_units([size], consistent=params.get("ConsistentRead", False))}


def _batch(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> Usage:
    asked = sum(len(table["Keys"]) for table in params["RequestItems"].values())
    found = [size_of(item) for items in parsed.get("Responses", {}).values() for item in items]
    return {"dynamodb.read_units": read_units(found + [0] * (asked - len(found)), consistent=False)}


_Bill = Callable[[Mapping[str, Any], Mapping[str, Any]], Usage]

_BILLED: dict[str, _Bill] = {
    "GetObject": lambda *_: {"s3.reads": 1},
    "ListObjectsV2": lambda *_: {"s3.writes": 1},
    "ListObjectVersions": lambda *_: {"s3.writes": 1},
    # A bucket that tells EventBridge anything tells it everything, receipts and indexes too.
    "PutObject": lambda *_: {"s3.writes": 1, "eventbridge.events": 1},
    "DeleteObject": lambda *_: {"eventbridge.events": 1},  # S3 asks nothing for it
    "GetParameter": lambda params, _: {"ssm.requests": 1, "kms.requests": int(params["WithDecryption"])},
    "Query": _query,
    "GetItem": _get,
    "BatchGetItem": _batch,
}
