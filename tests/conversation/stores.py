"""Stores in memory, for thousands of posts: the limits are held to those in DynamoDB by
tests/storage/test_limits.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chalicelib.caching import Clock
from chalicelib.conversation.comment import Comment, CommentPage
from chalicelib.conversation.limits import Rate
from chalicelib.errors import Conflict


class MemoryLimits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.taken: dict[str, datetime] = {}
        self._owners: dict[str, tuple[str, datetime]] = {}

    def take(self, scope: str, rate: Rate) -> timedelta:
        now = self._clock()
        full = max(now, self.taken.get(scope, now))
        furthest = now + (rate.burst - 1) * rate.interval
        if full > furthest:
            return full - furthest
        self.taken[scope] = full + rate.interval
        return timedelta(0)

    def claim(self, scope: str, owner: str, lifetime: timedelta) -> bool:
        now = self._clock()
        present, expires = self._owners.get(scope, (owner, now))
        if present != owner and now < expires:
            return False
        self._owners[scope] = (owner, now + lifetime)
        return True


class MemoryComments:
    def __init__(self) -> None:
        self.stored: dict[str, Comment] = {}
        self.trusted: set[str] = set()

    def add(self, comment: Comment) -> None:
        if comment.id in self.stored:
            raise Conflict(comment.id)
        self.stored[comment.id] = comment

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        return [self.stored[id] for id in ids if id in self.stored]

    def is_trusted(self, writer: str) -> bool:
        return writer in self.trusted

    def approved(self, article: str, start: datetime | None = None) -> CommentPage:
        raise NotImplementedError

    def approved_before(self, article: str, end: datetime | None = None) -> CommentPage:
        raise NotImplementedError

    def counts(self, articles: Sequence[str]) -> dict[str, int]:
        raise NotImplementedError
