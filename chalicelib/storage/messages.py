"""The table of messages to the author.

The key of an item is the message's id. The index ``by-box`` lists the messages of the inbox or of the spam
box by time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.conversation.message import Message
from chalicelib.errors import NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.items import Item, epoch, from_epoch, moment, query, text, to_item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class Messages:
    """The messages in DynamoDB. Every method raises `Unavailable` when DynamoDB fails."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def add(self, message: Message) -> None:
        """Stores a new message. Raises `Conflict` where its id exists."""
        with translated(f"message {message.id}"):
            self._client.put_item(
                TableName=self._table,
                Item=_to_item(message),
                ConditionExpression="attribute_not_exists(id)",
            )

    def all(self, *, spam: bool = False) -> list[Message]:
        """Returns all messages of the inbox, or of the spam box, oldest first."""
        with translated("messages"):
            box = query(self._client, self._table, "by-box", "box", _BOX[spam])
            return [_from_item(item) for item in box]

    def get(self, id: str) -> Message:
        """Returns a message. Raises `NotFound`."""
        if not id:
            raise NotFound("an id is needed: 'billet messages list' shows them")
        with translated(f"message {id}"):
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": id}}, ConsistentRead=True)
        if "Item" not in answer:
            raise NotFound(f"there is no message {id!r}")
        return _from_item(answer["Item"])


_BOX = {False: "inbox", True: "spam"}


def _to_item(message: Message) -> Item:
    return to_item(
        {
            "id": message.id,
            "box": _BOX[message.spam],
            "received": message.received,
            "name": message.name,
            "email": message.email,
            "subject": message.subject,
            "text": message.text,
            "expires": epoch(message.expires),
        }
    )


def _from_item(item: Item) -> Message:
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
        spam=text(item, "box") == _BOX[True],
    )
