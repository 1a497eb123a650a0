"""Writes to the table of comments: each conditional, and with its article's count in one transaction."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.conversation.comment import Addressee, Comment
from chalicelib.conversation.retention import WRITERS
from chalicelib.errors import Conflict, StoreError, Unavailable
from chalicelib.storage.aws import is_passing, translated
from chalicelib.storage.comment_items import to_comment_item
from chalicelib.storage.items import ATTEMPTS, batch_write, epoch, key_of, to_item

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

log = logging.getLogger("billet")

COUNT = "count/"
"""The prefix of the id of an item whose `approved` is the number of an article's approved comments."""

CHUNK = 25
"""Comments that are changed in one transaction at the most. DynamoDB takes 100 writes (API reference,
"TransactWriteItems"); of fewer one that is changed meanwhile sends less back."""

WRITER = "writer/"
"""The prefix of the id of an item for each writer of whom the author approved a comment, for `WRITERS`."""

Change = tuple[Comment, Comment | None]
"""A comment as it was read, and as it is to be; None for one that is to be deleted."""


class CommentChanges:
    """The writing half of `chalicelib.storage.comments.Comments`."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def add(self, comment: Comment) -> None:
        """Stores a new comment, and counts it where it is approved. Raises `Conflict` where its id exists,
        and `Unavailable` where other comments of its article are counted all the while."""
        put: Any = {
            "TableName": self._table,
            "Item": to_comment_item(comment),
            "ConditionExpression": "attribute_not_exists(id)",
        }
        if not comment.is_counted:
            with translated(f"comment {comment.id}"):
                self._client.put_item(**put)
            return
        writes = [{"Put": put}, self._count(comment.article, 1)]
        for attempt in range(ATTEMPTS):
            try:
                with translated(f"comment {comment.id}"):
                    self._client.transact_write_items(TransactItems=writes)
                return
            except Conflict as conflict:
                if not is_passing(conflict):
                    raise
            time.sleep(0.05 * 2**attempt)
        message = f"comment {comment.id}: its article's comments are being counted"
        raise Unavailable(message, log_summary="TransactionConflict")

    def change(self, old: Comment, new: Comment | None) -> Comment | None:
        """Stores `new` in the place of `old`, or deletes it, and keeps the article's count in step; returns
        what is stored.

        Raises `Conflict` where the comment was changed since `old` was read.
        """
        return self._write([(old, new)])[0]

    def change_all(self, changes: Sequence[Change]) -> list[Change]:
        """Makes many changes with few requests, and returns those that met a `Conflict`: somebody else
        changed these comments, or others of their article, at the same moment. All others are made."""
        by_article: defaultdict[str, list[Change]] = defaultdict(list)
        for old, new in changes:
            by_article[old.article].append((old, new))
        conflicts: list[Change] = []
        for of_article in by_article.values():
            for start in range(0, len(of_article), CHUNK):
                chunk = of_article[start : start + CHUNK]
                conflicts += self._write_or_split(chunk)
        return conflicts

    def address(self, comment: Comment, addressee: Addressee) -> None:
        """Notes who is to be told of a comment now. One that was changed since it was read is left as it is:
        of that change somebody may be yet to be told."""
        unchanged = "revision = :revision" if comment.revision else "attribute_not_exists(revision)"
        values: Any = {":mail": {"S": comment.mail}, ":next": {"S": addressee}}
        if comment.revision:
            values[":revision"] = {"N": str(comment.revision)}
        if not addressee:
            del values[":next"]
        with contextlib.suppress(Conflict), translated(f"comment {comment.id}"):
            self._client.update_item(
                TableName=self._table,
                Key=key_of(comment.id),
                UpdateExpression="SET mail = :next" if addressee else "REMOVE mail",
                ConditionExpression=f"mail = :mail AND {unchanged}",
                ExpressionAttributeValues=values,
            )

    def _write_or_split(self, changes: Sequence[Change]) -> list[Change]:
        """Makes changes in one transaction, in two of half of them each where it meets a conflict; returns
        those that meet it alone."""
        try:
            self._write(changes)
        except Conflict:
            if len(changes) == 1:
                return list(changes)
            middle = len(changes) // 2
            return self._write_or_split(changes[:middle]) + self._write_or_split(changes[middle:])
        return []

    def _write(self, changes: Sequence[Change]) -> list[Comment | None]:
        """Makes changes to comments of one article in one transaction."""
        revised = [(old, replace(new, revision=old.revision + 1) if new else None) for old, new in changes]
        writes = [self._replacement(old, new) for old, new in revised]
        difference = sum(bool(new and new.is_counted) - old.is_counted for old, new in revised)
        if difference:
            writes.append(self._count(revised[0][0].article, difference))
        with translated(f"comment {revised[0][0].id}"):
            self._client.transact_write_items(TransactItems=writes)
        # What its writer corrects waits again: that is no decision about the writer.
        decided = [(old, new) for old, new in revised if new and new.edited == old.edited]
        self._note_writers([new for old, new in decided if new.state != old.state])
        return [new for _, new in revised]

    def _note_writers(self, decided: Sequence[Comment]) -> None:
        """Keeps the writers who may be trusted: those of approved comments, for a while, or until another
        decision about one of theirs. The decision itself stands whether this succeeds or not."""
        requests: dict[str, Any] = {}
        for comment in decided:
            key = key_of(WRITER + comment.writer)
            if comment.writer and comment.state != "approved":
                requests[comment.writer] = {"DeleteRequest": {"Key": key}}
            elif comment.writer:
                expires = to_item({"expires": epoch((comment.decided or comment.posted) + WRITERS)})
                requests.setdefault(comment.writer, {"PutRequest": {"Item": {**key, **expires}}})
        try:
            with translated("trusted writers"):
                batch_write(self._client, self._table, requests.values())
        except StoreError as error:
            log.error("it is not noted which writers may be trusted: %s", error)

    def _replacement(self, old: Comment, new: Comment | None) -> Any:
        unchanged = "#state = :state AND " + (
            "revision = :revision" if old.revision else "attribute_not_exists(revision)"
        )
        values: Any = {":state": {"S": old.state}}
        if old.revision:
            values[":revision"] = {"N": str(old.revision)}
        condition = {
            "TableName": self._table,
            "ConditionExpression": unchanged,
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": values,
        }
        if new is None:
            return {"Delete": {**condition, "Key": key_of(old.id)}}
        return {"Put": {**condition, "Item": to_comment_item(new)}}

    def _count(self, article: str, difference: int) -> Any:
        return {
            "Update": {
                "TableName": self._table,
                "Key": key_of(COUNT + article),
                "UpdateExpression": "ADD approved :difference",
                "ExpressionAttributeValues": {":difference": {"N": str(difference)}},
            }
        }
