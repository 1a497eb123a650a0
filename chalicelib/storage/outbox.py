"""The record of the mails to the author: the item ``outbox/author`` in the table of comments.

It has the lease as well: `holder` names the run that has it, `until` is when others may take it. An item has
400 KB at the most: the digests of problems take up to 128 KB, and that twice while a mail is being sent.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.conversation.outbox import DIGEST, LEASE, Batch, Outbox, Stage
from chalicelib.storage.aws import translated
from chalicelib.storage.items import Item, key_of, number, text, timestamp

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ID = "outbox/author"


class Outboxes:
    """The record in DynamoDB. Every method raises `Unavailable` when DynamoDB fails."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def read(self) -> Outbox:
        """Returns the record by a consistent read."""
        with translated(ID):
            answer = self._client.get_item(TableName=self._table, Key=key_of(ID), ConsistentRead=True)
        return to_outbox(answer.get("Item", {}))

    def acquire(self, holder: str, now: datetime) -> Outbox:
        """Takes the lease for `LEASE`, and returns the record. Raises `Conflict` where another run has it."""
        # The run itself may be the holder: where the answer to its request was lost, botocore sends it again.
        with translated(ID):
            answer = self._client.update_item(
                TableName=self._table,
                Key=key_of(ID),
                UpdateExpression="SET holder = :holder, #until = :until",
                ConditionExpression="attribute_not_exists(holder) OR #until <= :now OR holder = :holder",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues={
                    ":holder": {"S": holder},
                    ":now": {"S": timestamp(now)},
                    ":until": {"S": timestamp(now + LEASE)},
                },
                ReturnValues="ALL_NEW",
            )
        return to_outbox(answer["Attributes"])

    def write(self, holder: str, outbox: Outbox) -> None:
        """Writes the record. Raises `Conflict` where the lease is another run's by now."""
        attributes = _attributes_of(outbox)
        names = {f"#{name}": name for name in attributes}
        self._update(
            holder,
            "SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
            names,
            {f":{name}": value for name, value in attributes.items()},
        )

    def release(self, holder: str) -> None:
        """Gives the lease back. Raises `Conflict` where it is another run's by now."""
        self._update(holder, "REMOVE holder, #until", {"#until": "until"}, {})

    def _update(self, holder: str, expression: str, names: dict[str, str], values: dict[str, Any]) -> None:
        with translated(ID):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(ID),
                UpdateExpression=expression,
                ConditionExpression="holder = :holder",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues={":holder": {"S": holder}, **values},
            )


def _attributes_of(outbox: Outbox) -> Item:
    batch = outbox.batch
    document = {
        "comments": batch.comments,
        "messages": batch.messages,
        "spam": batch.spam,
        "counted": _time(batch.counted),
        "index": batch.index,
    }
    return {
        "stage": {"S": outbox.stage},
        "batch": {"S": json.dumps(document)},
        "next_problems": {"S": _join(batch.problems)},
        "problems": {"S": _join(outbox.problems)},
        "sent": {"S": _time(outbox.sent)},
        "size": {"N": str(outbox.size)},
        "counted": {"S": _time(outbox.counted)},
        "index": {"S": outbox.index},
    }


def to_outbox(item: Item) -> Outbox:
    """Returns the record of an item."""
    batch = json.loads(text(item, "batch") or "{}")
    return Outbox(
        stage=_stage(text(item, "stage")),
        batch=Batch(
            comments=tuple((str(id), int(revision)) for id, revision in batch.get("comments", ())),
            messages=tuple(map(str, batch.get("messages", ()))),
            spam=int(batch.get("spam", 0)),
            counted=_from_time(str(batch.get("counted", ""))),
            problems=_split(item, "next_problems"),
            index=str(batch.get("index", "")),
        ),
        sent=_from_time(text(item, "sent")),
        size=number(item, "size"),
        counted=_from_time(text(item, "counted")),
        problems=_split(item, "problems"),
        index=text(item, "index"),
    )


def _stage(name: str) -> Stage:
    return "sending" if name == "sending" else "sent" if name == "sent" else ""


def _time(moment: datetime | None) -> str:
    return timestamp(moment) if moment else ""


def _from_time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _join(digests: frozenset[bytes]) -> str:
    return b64encode(b"".join(sorted(digests))).decode("ascii")


def _split(item: Item, name: str) -> frozenset[bytes]:
    joined = b64decode(text(item, name))
    return frozenset(joined[start : start + DIGEST] for start in range(0, len(joined), DIGEST))
