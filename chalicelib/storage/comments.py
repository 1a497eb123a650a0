"""The table of comments.

The key of an item is the comment's id. It has two sparse indexes: ``by-thread`` on ``thread`` (the article's
id, only on approved comments, so that reading a page costs nothing for pending comments and spam) and
``by-state`` on ``state``. Each article also has an item ``count/<article id>``, changed in the same
transaction as the comments it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.conversation.comment import STATES, Comment, State
from chalicelib.errors import NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.items import (
    Item,
    batch_get,
    epoch,
    from_epoch,
    moment,
    number,
    query,
    text,
    to_item,
)

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

COUNT = "count/"
"""The prefix of the id of an item whose `approved` is the number of an article's approved comments."""


class Comments:
    """The comments in DynamoDB. Every method raises `Unavailable` when DynamoDB fails."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def add(self, comment: Comment) -> None:
        """Stores a new comment. Raises `Conflict` where its id exists."""
        with translated(f"comment {comment.id}"):
            self._client.put_item(
                TableName=self._table,
                Item=_to_item(comment),
                ConditionExpression="attribute_not_exists(id)",
            )

    def get(self, id: str) -> Comment:
        """Returns a comment by a consistent read. Raises `NotFound`."""
        if not id:
            raise NotFound("an id is needed: 'billet comments list' shows them")
        with translated(f"comment {id}"):
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": id}}, ConsistentRead=True)
        if "Item" not in answer or id.startswith(COUNT):
            raise NotFound(f"there is no comment {id!r}")
        return _from_item(answer["Item"])

    def approved(self, article: str) -> list[Comment]:
        """Returns the approved comments of an article, oldest first."""
        with translated(f"comments of {article}"):
            return [
                _from_item(item) for item in query(self._client, self._table, "by-thread", "thread", article)
            ]

    def counts(self, articles: Sequence[str]) -> dict[str, int]:
        """Returns the number of approved comments by article id, without the articles that never had any."""
        with translated("comment counts"):
            items = batch_get(self._client, self._table, (COUNT + article for article in articles))
            return {text(item, "id").removeprefix(COUNT): number(item, "approved") for item in items}

    def in_state(self, state: State) -> list[Comment]:
        """Returns all comments in a state, oldest first."""
        with translated(f"{state} comments"):
            return [_from_item(item) for item in query(self._client, self._table, "by-state", "state", state)]

    def change(self, old: Comment, new: Comment) -> None:
        """Replaces `old` by `new` and updates the article's count in the same transaction.

        Raises `Conflict` where the state of the stored comment is no longer that of `old`.
        """
        put: Any = {
            "Put": {
                "TableName": self._table,
                "Item": _to_item(new),
                "ConditionExpression": "#state = :old",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": {":old": {"S": old.state}},
            }
        }
        difference = (new.state == "approved") - (old.state == "approved")
        count: Any = {
            "Update": {
                "TableName": self._table,
                "Key": {"id": {"S": COUNT + new.article}},
                "UpdateExpression": "ADD approved :difference",
                "ExpressionAttributeValues": {":difference": {"N": str(difference)}},
            }
        }
        with translated(f"comment {new.id}"):
            self._client.transact_write_items(TransactItems=[put, count] if difference else [put])


def _to_item(comment: Comment) -> Item:
    return to_item(
        {
            "id": comment.id,
            "article": comment.article,
            "thread": comment.article if comment.state == "approved" else "",
            "state": comment.state,
            "posted": comment.posted,
            "name": comment.name,
            "email": comment.email,
            "text": comment.text,
            "expires": epoch(comment.expires),
        }
    )


def _from_item(item: Item) -> Comment:
    return Comment(
        id=text(item, "id"),
        article=text(item, "article"),
        name=text(item, "name"),
        text=text(item, "text"),
        posted=moment(item, "posted"),
        state=_state(text(item, "state")),
        email=text(item, "email"),
        expires=from_epoch(item, "expires"),
    )


def _state(name: str) -> State:
    """Returns the state of a name. Raises `ValueError` for an unknown one."""
    for state in STATES:
        if state == name:
            return state
    raise ValueError(f"no comment is {name!r}")
