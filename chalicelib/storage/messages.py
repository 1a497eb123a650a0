"""The table of messages to the author.

The key of an item is the message's id. The index ``by-box`` lists the messages of a box by time;
``by-mail`` those that the author is yet to be told of.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.caching import Clock
from chalicelib.conversation.message import BOXES, Box, Message
from chalicelib.errors import Conflict, NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.items import (
    Item,
    Part,
    batch_get,
    epoch,
    from_epoch,
    is_expired,
    key_of,
    moment,
    query,
    text,
    to_item,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

DUE = "author"
"""The key in ``by-mail`` of those that the author is yet to be told of."""


class Messages:
    """The messages in DynamoDB. Every method raises `Unavailable` when DynamoDB fails; what has expired at
    `clock` does not exist, although DynamoDB takes days to delete it."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def add(self, message: Message) -> None:
        """Stores a new message. Raises `Conflict` where its id exists."""
        self._put(message, "attribute_not_exists(id)")

    def in_box(self, box: Box) -> list[Message]:
        """Returns all messages of a box, oldest first."""
        with translated("messages"):
            return self._messages(query(self._client, self._table, "by-box", "box", box))

    def due(self, limit: int) -> list[Message]:
        """Returns the oldest messages that the author is yet to be told of, `limit` at the most."""
        with translated("messages to be mailed"):
            items = query(self._client, self._table, "by-mail", "mail", DUE, Part("received", limit=limit))
            messages = self.get_many([text(item, "id") for item in items])
        # The index follows the table: it may still hold what has been mailed.
        return [message for message in messages if not message.is_mailed]

    def get(self, id: str) -> Message:
        """Returns a message by a consistent read. Raises `NotFound`."""
        if not id:
            raise NotFound("an id is needed: 'billet messages list' shows them")
        messages = self.get_many([id])
        if not messages:
            raise NotFound(f"there is no message {id!r}")
        return messages[0]

    def get_many(self, ids: Iterable[str]) -> list[Message]:
        """Returns the messages that exist of those with these ids, by consistent reads, oldest first."""
        with translated("messages"):
            return self._messages(batch_get(self._client, self._table, ids, consistent=True))

    def count(self, box: Box, start: datetime | None, end: datetime) -> int:
        """Returns how many messages in a box were received from `start` on, before `end`."""
        part = Part("received", start, end)
        with translated("messages"):
            return sum(1 for _ in query(self._client, self._table, "by-box", "box", box, part))

    def note_mailed(self, id: str) -> None:
        """Notes that the author was told of a message."""
        with contextlib.suppress(Conflict), translated(f"message {id}"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(id),
                UpdateExpression="REMOVE mail",
                ConditionExpression="attribute_exists(id)",
            )

    def move(self, message: Message, box: Box) -> Message:
        """Puts a message into another box; nobody need be told of it then. Raises `Conflict` where it was
        deleted."""
        moved = replace(message, box=box, is_mailed=True)
        self._put(moved, "attribute_exists(id)")
        return moved

    def delete(self, id: str) -> None:
        """Deletes a message, if there is one."""
        with translated(f"message {id}"):
            self._client.delete_item(TableName=self._table, Key=key_of(id))

    def _put(self, message: Message, condition: str) -> None:
        with translated(f"message {message.id}"):
            self._client.put_item(
                TableName=self._table, Item=_to_message_item(message), ConditionExpression=condition
            )

    def _messages(self, items: Iterable[Any]) -> list[Message]:
        now = self._clock()
        messages = (to_message(item) for item in items if not is_expired(item, now))
        return sorted(messages, key=lambda message: (message.received, message.id))


def _to_message_item(message: Message) -> Item:
    return to_item(
        {
            "id": message.id,
            "box": message.box,
            "received": message.received,
            "name": message.name,
            "email": message.email,
            "subject": message.subject,
            "text": message.text,
            "expires": epoch(message.expires),
            "verdict": message.verdict,
            "mail": "" if message.is_mailed else DUE,
        }
    )


def to_message(item: Item) -> Message:
    """Returns the message of an item. Raises `ValueError` for an unknown box."""
    expires = from_epoch(item, "expires")
    assert expires is not None, "no message is stored without an expiry"
    return Message(
        id=text(item, "id"),
        name=text(item, "name"),
        email=text(item, "email"),
        subject=text(item, "subject"),
        text=text(item, "text"),
        received=moment(item, "received"),
        expires=expires,
        box=_box(text(item, "box")),
        verdict=text(item, "verdict"),
        is_mailed=text(item, "mail") != DUE,
    )


def _box(name: str) -> Box:
    for box in BOXES:
        if box == name:
            return box
    raise ValueError(f"no box is {name!r}")
