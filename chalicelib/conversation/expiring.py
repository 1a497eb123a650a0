"""Comments of a deleted article expire, unless it returns.

No event is trusted, since they get lost: what is to be done is worked out from the index, which has the ids
of articles that are gone, and from the table, in which the threads that expire are marked. A run that was
stopped half-way has left marks and expiries that are right; another one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.conversation.comment import Comment
from chalicelib.errors import Conflict
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import deleted_ids, existing_ids

RESERVE = 15
"""Seconds that a run leaves to what comes after it."""

Change = tuple[Comment, Comment | None]


class Threads(Protocol):
    """What expiring needs of a store; `chalicelib.storage.expiring_threads.ExpiringThreads` has it."""

    def marked(self) -> list[str]:
        """Returns the articles whose comments may have an expiry."""

    def counts(self, articles: Iterable[str]) -> dict[str, int]:
        """Returns the number of approved comments by article id, by consistent reads."""

    def comments(self, article: str) -> list[Comment]:
        """Returns all approved comments of an article that have not expired."""

    def change_all(self, changes: Sequence[Change]) -> list[Change]:
        """Makes changes, and returns those that met a `Conflict`."""

    def mark(self, article: str, now: datetime) -> None:
        """Notes that comments of an article may have an expiry."""

    def unmark(self, article: str, old_count: int, count: int) -> None:
        """Notes that none has any more, and how many there are. Raises `Conflict` where their number is not
        `old_count`."""


def sweep(
    index: IndexFile, threads: Threads, retention: timedelta, now: datetime, time_left: Callable[[], float]
) -> bool:
    """Gives the approved comments of deleted articles an expiry, and takes it off those whose article is
    back. Returns whether nothing is left to do. Raises `Unavailable`.

    An article that the index does not know at all is left as it is.
    """
    deleted, marked = deleted_ids(index), set(threads.marked())
    counts = threads.counts(deleted)
    is_done = True
    for article in deleted:
        if counts.get(article, 0) or article in marked:
            if time_left() < RESERVE:
                return False
            is_done &= _let_expire(article, threads, retention, now, is_marked=article in marked)
    for article in existing_ids(index, marked):
        if time_left() < RESERVE:
            return False
        is_done &= _keep(article, threads)
    return is_done


def _let_expire(
    article: str, threads: Threads, retention: timedelta, now: datetime, *, is_marked: bool
) -> bool:
    """Gives each comment an expiry that has none, and returns whether each has one."""
    count, comments = _count(article, threads), threads.comments(article)
    if not comments:
        return _unmark(article, threads, count, 0)  # all have expired
    changes = [(c, replace(c, expires=now + retention)) for c in comments if c.expires is None]
    if changes and not is_marked:
        threads.mark(article, now)
    conflicts = threads.change_all(changes)
    if changes:
        # Once more: a run that found the article back may have taken the mark off in the meantime.
        threads.mark(article, now)
    return not conflicts


def _keep(article: str, threads: Threads) -> bool:
    """Takes the expiry off each comment, and returns whether none has one. Those that have expired are not
    counted any more."""
    count, comments = _count(article, threads), threads.comments(article)
    conflicts = threads.change_all([(c, replace(c, expires=None)) for c in comments if c.expires])
    return not conflicts and _unmark(article, threads, count, sum(c.is_counted for c in comments))


def _count(article: str, threads: Threads) -> int:
    return threads.counts([article]).get(article, 0)


def _unmark(article: str, threads: Threads, old_count: int, count: int) -> bool:
    """Takes the mark off, unless a comment was approved or rejected meanwhile."""
    try:
        threads.unmark(article, old_count, count)
    except Conflict:
        return False
    return True
