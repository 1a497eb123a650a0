"""The author is told by mail of what waits. Nothing is left out, however often runs crash, double or race.

Comments and messages have a mark until a mail with them was sent. A run takes the lease of the outbox, writes
into its record what the mail tells, sends it, writes that it was sent, and takes the marks off. A run that
finds a mail that was being sent sends that one again: only a crash between these two writes repeats a mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.content.problem import Problem
from chalicelib.conversation.comment import Addressee, Comment, State
from chalicelib.conversation.message import Box, Message
from chalicelib.conversation.outbox import DIGEST, LEASE, MOST_PROBLEMS, Batch, Outbox, Outboxes
from chalicelib.errors import Conflict

MOST = 300
"""Comments, and as many messages, that one mail tells of; the next mail tells the others."""

WHOLE = 20
"""Comments and messages that a mail shows whole at the most."""

PAUSE = timedelta(minutes=10)
"""How long after a mail that had more than `WHOLE` the next one waits: a flood makes no mail a minute."""

A_DAY = timedelta(days=1)
"""How often spam alone is worth a mail."""

SETTLED = timedelta(seconds=10)
"""How old spam must be to be counted: an index of DynamoDB follows its table."""


class Comments(Protocol):
    """What notifying needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def due(self, addressee: Addressee, limit: int) -> list[Comment]:
        """Returns the oldest comments that somebody is yet to be told of, `limit` at the most."""

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        """Returns the comments that exist of those with these ids."""

    def count(self, state: State, start: datetime | None, end: datetime) -> int:
        """Returns how many comments in a state were posted from `start` on, before `end`."""

    def address(self, comment: Comment, addressee: Addressee) -> None:
        """Notes who is to be told of a comment now, unless it was changed since it was read."""


class Messages(Protocol):
    """What notifying needs of a store; `chalicelib.storage.messages.Messages` has it."""

    def due(self, limit: int) -> list[Message]:
        """Returns the oldest messages that the author is yet to be told of, `limit` at the most."""

    def get_many(self, ids: Iterable[str]) -> list[Message]:
        """Returns the messages that exist of those with these ids."""

    def count(self, box: Box, start: datetime | None, end: datetime) -> int:
        """Returns how many messages in a box were received from `start` on, before `end`."""

    def note_mailed(self, id: str) -> None:
        """Notes that the author was told of a message."""


@dataclass(frozen=True)
class UploadProblems:
    """What is wrong with the uploads of an index, by a digest of the problem and of the file's bytes."""

    index: str
    by_digest: Mapping[bytes, Problem]


class Uploads(Protocol):
    """What notifying needs of the index."""

    def problems(self, known_index: str) -> UploadProblems | None:
        """Returns what is wrong with uploads; None where the index still has the ETag `known_index`."""


@dataclass(frozen=True)
class News:
    """What a mail tells the author: `spam` is how many comments and messages were set aside."""

    comments: Sequence[Comment] = ()
    messages: Sequence[Message] = ()
    spam: int = 0
    problems: Sequence[Problem] = ()

    def __bool__(self) -> bool:
        return bool(self.comments or self.messages or self.spam or self.problems)


@dataclass(frozen=True)
class Stores:
    """Where news come from."""

    outboxes: Outboxes
    comments: Comments
    messages: Messages
    uploads: Uploads


def digest_of(problem: Problem, etag: str) -> bytes:
    """Returns the digest of a problem of a file with these bytes."""
    parts = (problem.file, etag, problem.code, str(problem.line), str(problem.column), problem.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()[:DIGEST]


def has_news(stores: Stores, outbox: Outbox, now: datetime) -> bool:
    """Returns whether a run has anything to do: it is cheap, as most runs have nothing."""
    if outbox.stage:
        return True
    news, batch = _collect(stores, outbox, now)
    return bool(news) or _is_to_be_noted(outbox, batch)


def notify(stores: Stores, outbox: Outbox, holder: str, send: Callable[[News], None], clock: Clock) -> News:
    """Sends the author one mail at the most, and returns what it told.

    `outbox` is the record as it was when `holder` took the lease. Raises `Conflict` where the lease is
    another run's by now, what `send` raises, and `Unavailable`.
    """
    begun = clock()
    news = News()
    if outbox.stage == "sent":
        outbox = _finish(stores, outbox, holder)
    if outbox.stage == "sending":
        news, batch = _collect_again(stores, outbox)
    else:
        news, batch = _collect(stores, outbox, begun)
        if not news and not _is_to_be_noted(outbox, batch):
            return news
    outbox = outbox.sending(batch)
    if news:
        stores.outboxes.write(holder, outbox)
        if clock() > begun + LEASE / 2:
            raise Conflict("the lease is nearly over", log_summary="the lease is nearly over")
        send(news)
    outbox = outbox.after_sending(clock() if news else outbox.sent)
    stores.outboxes.write(holder, outbox)
    _finish(stores, outbox, holder)
    return news


def _collect(stores: Stores, outbox: Outbox, now: datetime) -> tuple[News, Batch]:
    """Returns what a mail would tell now, and the batch to note it by."""
    unchanged = Batch(counted=outbox.counted, problems=outbox.problems, index=outbox.index)
    if outbox.size > WHOLE and outbox.sent and now < outbox.sent + PAUSE:
        return News(), unchanged
    comments, messages = stores.comments.due("author", MOST), stores.messages.due(MOST)
    batch = replace(
        unchanged,
        comments=tuple((comment.id, comment.revision) for comment in comments),
        messages=tuple(message.id for message in messages),
    )
    problems: list[Problem] = []
    if uploads := stores.uploads.problems(outbox.index):
        known = dict(list(uploads.by_digest.items())[:MOST_PROBLEMS])
        problems = [problem for digest, problem in known.items() if digest not in outbox.problems]
        batch = replace(batch, problems=frozenset(known), index=uploads.index)
    news = News([c for c in comments if not c.is_erased], messages, 0, problems)
    if news or outbox.sent is None or now >= outbox.sent + A_DAY:
        until = now - SETTLED
        spam = stores.comments.count("spam", outbox.counted, until)
        spam += stores.messages.count("spam", outbox.counted, until)
        news, batch = replace(news, spam=spam), replace(batch, spam=spam, counted=until)
    return news, batch


def _collect_again(stores: Stores, outbox: Outbox) -> tuple[News, Batch]:
    """Returns the same of a mail that was being sent: what was decided since needs no mail any more."""
    batch = outbox.batch
    comments = [c for c in stores.comments.get_many(id for id, _ in batch.comments) if c.mail == "author"]
    messages = [m for m in stores.messages.get_many(batch.messages) if not m.is_mailed]
    problems: list[Problem] = []
    if (new := batch.problems - outbox.problems) and (uploads := stores.uploads.problems("")):
        problems = [problem for digest, problem in uploads.by_digest.items() if digest in new]
    batch = replace(
        batch,
        comments=tuple((comment.id, comment.revision) for comment in comments),
        messages=tuple(message.id for message in messages),
    )
    return News([c for c in comments if not c.is_erased], messages, batch.spam, problems), batch


def _is_to_be_noted(outbox: Outbox, batch: Batch) -> bool:
    """Returns whether a batch without news changes the record all the same."""
    return bool(batch.comments) or batch.index != outbox.index


def _finish(stores: Stores, outbox: Outbox, holder: str) -> Outbox:
    """Takes the marks off what a mail has told."""
    revisions = dict(outbox.batch.comments)
    for comment in stores.comments.get_many(revisions):
        if comment.mail == "author" and comment.revision == revisions[comment.id]:
            # Who was approved without being asked about has answered somebody, perhaps.
            stores.comments.address(comment, "subscribers" if comment.is_counted else "")
    for message in outbox.batch.messages:
        stores.messages.note_mailed(message)
    outbox = outbox.finished()
    stores.outboxes.write(holder, outbox)
    return outbox
