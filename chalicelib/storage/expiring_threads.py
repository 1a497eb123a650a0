"""The comments of deleted articles, in the table of comments.

The item ``count/<article id>`` of an article whose comments may have an expiry is marked by the key
`EXPIRING` of the index ``by-state``: one query finds all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.caching import Clock
from chalicelib.conversation.comment import Comment
from chalicelib.storage.aws import translated
from chalicelib.storage.comment_changes import COUNT, CommentChanges
from chalicelib.storage.comment_items import to_comment
from chalicelib.storage.items import batch_get, is_expired, key_of, number, query, text, timestamp

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

EXPIRING = "expiring"
"""The key in ``by-state`` of the articles whose comments may have an expiry."""


class ExpiringThreads(CommentChanges):
    """The comments in DynamoDB, by article. Every method raises `Unavailable` when DynamoDB fails; what has
    expired at `clock` does not exist."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        super().__init__(client, table)
        self._clock = clock

    def marked(self) -> list[str]:
        """Returns the articles whose comments may have an expiry."""
        with translated("expiring comments"):
            items = query(self._client, self._table, "by-state", "state", EXPIRING)
            return [text(item, "id").removeprefix(COUNT) for item in items]

    def counts(self, articles: Iterable[str]) -> dict[str, int]:
        """Returns the number of approved comments by article id, by consistent reads, without the articles
        that never had any."""
        ids = (COUNT + article for article in articles)
        with translated("comment counts"):
            items = batch_get(self._client, self._table, ids, consistent=True)
            return {text(item, "id").removeprefix(COUNT): number(item, "approved") for item in items}

    def comments(self, article: str) -> list[Comment]:
        """Returns all approved comments of an article."""
        now = self._clock()
        with translated(f"comments of {article}"):
            items = query(self._client, self._table, "by-thread", "thread", article)
            return [to_comment(item) for item in items if not is_expired(item, now)]

    def mark(self, article: str, now: datetime) -> None:
        """Notes that comments of an article may have an expiry."""
        with translated(f"comments of {article}"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(COUNT + article),
                UpdateExpression="SET #state = :expiring, posted = :now",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":expiring": {"S": EXPIRING}, ":now": {"S": timestamp(now)}},
            )

    def unmark(self, article: str, old_count: int, count: int) -> None:
        """Notes that no comment of an article has an expiry any more, and how many there are. Raises
        `Conflict` where their number is not `old_count`."""
        with translated(f"comments of {article}"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(COUNT + article),
                UpdateExpression="SET approved = :count REMOVE #state, posted",
                ConditionExpression="attribute_not_exists(approved) OR approved = :old",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":old": {"N": str(old_count)}, ":count": {"N": str(count)}},
            )
