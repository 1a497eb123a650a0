"""The table of comments.

The key of an item is the comment's id. Three sparse indexes: ``by-thread`` on ``thread`` (the article's id,
only on approved comments, so that reading a page costs nothing for pending comments and spam), ``by-state``
on ``state``, and ``by-mail`` on ``mail`` (who is yet to be told of it). Each article also has an item
``count/<article id>``, changed in the same transaction as the comments it counts, and each writer who may be
trusted an item ``writer/<fingerprint>``. Ids of other items have a slash as well: see
`chalicelib.storage.subscriptions` and `chalicelib.storage.limits`. docs/architecture.md lists the access
patterns and their costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.caching import Clock
from chalicelib.conversation.comment import Addressee, Comment, CommentPage, State
from chalicelib.errors import NotFound
from chalicelib.storage.aws import translated
from chalicelib.storage.comment_changes import COUNT, WRITER, CommentChanges
from chalicelib.storage.comment_items import to_comment
from chalicelib.storage.items import Part, batch_get, is_expired, number, query, text

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

PAGE = 100
"""Comments that are shown together at the most."""

LONGEST_KEY = 2048
"""Bytes of a partition key (DynamoDB developer guide, "Quotas"); it must not be empty."""

PAGE_BYTES = 40_000
"""Bytes of text beyond which a page takes no other comment: a phone waits for what is under twenty thousand,
compressed."""


class Comments(CommentChanges):
    """The comments in DynamoDB. Every method raises `Unavailable` when DynamoDB fails; what has expired at
    `clock` does not exist, although DynamoDB takes days to delete it."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Clock) -> None:
        super().__init__(client, table)
        self._clock = clock

    def get(self, id: str) -> Comment:
        """Returns a comment by a consistent read. Raises `NotFound`."""
        if not id:
            raise NotFound("an id is needed: 'billet comments list' shows them")
        comments = self.get_many([id])
        if not comments:
            raise NotFound(f"there is no comment {id!r}")
        return comments[0]

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        """Returns the comments that exist of those with these ids, by consistent reads, oldest first."""
        keys = [id for id in ids if "/" not in id and 0 < len(id.encode("utf-8", "replace")) <= LONGEST_KEY]
        with translated("comments"):
            return self._comments(batch_get(self._client, self._table, keys, consistent=True))

    def is_trusted(self, writer: str) -> bool:
        """Returns whether the writer with this fingerprint has an approved comment, and none that the author
        took for spam or rejected since."""
        with translated("a writer"):
            items = batch_get(self._client, self._table, [WRITER + writer], consistent=True)
            return any(not is_expired(item, self._clock()) for item in items)

    def approved(self, article: str, start: datetime | None = None) -> CommentPage:
        """Returns a page of the approved comments of an article, the oldest or those from `start` on.

        A page holds `PAGE` comments and little more than `PAGE_BYTES` of text at the most.
        """
        comments = self._thread(article, Part("posted", start, limit=PAGE + 1))
        page = _cut(comments)
        later = comments[len(page)].posted if len(page) < len(comments) else None
        has_earlier = start and self._thread(article, Part("posted", end=start, limit=1, descending=True))
        return CommentPage(tuple(page), start if has_earlier else None, later)

    def approved_before(self, article: str, end: datetime | None = None) -> CommentPage:
        """Returns the page of approved comments that ends before `end`, or the newest."""
        comments = self._thread(article, Part("posted", end=end, limit=PAGE + 1, descending=True))
        page = _cut(comments[::-1])[::-1]
        return CommentPage(tuple(page), page[0].posted if len(page) < len(comments) else None, end)

    def counts(self, articles: Sequence[str]) -> dict[str, int]:
        """Returns the number of approved comments by article id, without the articles that never had any."""
        with translated("comment counts"):
            items = batch_get(self._client, self._table, (COUNT + article for article in articles))
            return {text(item, "id").removeprefix(COUNT): number(item, "approved") for item in items}

    def in_state(self, state: State) -> list[Comment]:
        """Returns all comments in a state, oldest first."""
        with translated(f"{state} comments"):
            return self._comments(query(self._client, self._table, "by-state", "state", state))

    def newest(self, state: State, end: datetime | None = None) -> Iterator[Comment]:
        """Yields the comments in a state that were posted before `end`, newest first, as they are needed."""
        part = Part("posted", end=end, descending=True)
        with translated(f"{state} comments"):
            for item in query(self._client, self._table, "by-state", "state", state, part):
                yield from self._comments([item])

    def count(self, state: State, start: datetime | None, end: datetime) -> int:
        """Returns how many comments in a state were posted from `start` on, before `end`."""
        part = Part("posted", start, end)
        with translated(f"{state} comments"):
            return sum(1 for _ in query(self._client, self._table, "by-state", "state", state, part))

    def due(self, addressee: Addressee, limit: int) -> list[Comment]:
        """Returns the oldest comments that somebody is yet to be told of, `limit` at the most."""
        with translated("comments to be mailed"):
            items = query(
                self._client, self._table, "by-mail", "mail", addressee, Part("posted", limit=limit)
            )
            comments = self.get_many([text(item, "id") for item in items])
        # The index follows the table: it may still hold what has been mailed.
        return [comment for comment in comments if comment.mail == addressee]

    def _thread(self, article: str, part: Part) -> list[Comment]:
        part = replace(part, now=self._clock())
        with translated(f"comments of {article}"):
            return self._comments(query(self._client, self._table, "by-thread", "thread", article, part))

    def _comments(self, items: Iterable[Any]) -> list[Comment]:
        now = self._clock()
        comments = (to_comment(item) for item in items if not is_expired(item, now))
        return sorted(comments, key=lambda comment: (comment.posted, comment.id))


def _cut(comments: Sequence[Comment]) -> list[Comment]:
    """Returns the first comments that make a page."""
    size = 0
    for number_before, comment in enumerate(comments[:PAGE]):
        if number_before and size > PAGE_BYTES:
            return list(comments[:number_before])
        size += len(comment.text.encode())
    return list(comments[:PAGE])
