"""The index between two changes: what readers may see stays the same for a while."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from chalicelib.index import lists
from chalicelib.index.file import IndexFile

P = ParamSpec("P")
T = TypeVar("T")

SIZE = 256
"""How many answers a snapshot remembers: most are one article, of 3 KB, or ten."""

_UNKNOWN = object()


class Snapshot:
    """What an index answers from `since` until `until`: no article appears or goes between them, and in the
    site's time zone it is the same day. Raises `Unavailable` where the index cannot be read."""

    def __init__(self, index: IndexFile, now: datetime) -> None:
        self.index = index
        self.since = now
        self.today = now.astimezone(index.site.zone)
        midnight = self.today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.change = lists.next_change(index, now)
        """When the next article appears or goes, None where none will."""
        self.until = min(self.change, midnight) if self.change else midnight
        self.key = (index.etag, self.until)
        """Equal for two snapshots that answer the same."""
        self._answers: dict[Hashable, Any] = {}

    def covers(self, index: IndexFile, now: datetime) -> bool:
        """Returns whether it tells what `index` answers at `now`."""
        return index is self.index and self.since <= now < self.until

    def ask(
        self, query: Callable[Concatenate[IndexFile, datetime, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Returns what a query of the index answers; the last answers are remembered."""
        key = (query, args, *kwargs.items())
        answer: Any = self._answers.get(key, _UNKNOWN)
        if answer is _UNKNOWN:
            answer = query(self.index, self.since, *args, **kwargs)
            if len(self._answers) >= SIZE:
                self._answers.clear()
            self._answers[key] = answer
        result: T = answer
        return result


class SnapshotCache:
    """Keeps the newest snapshot."""

    def __init__(self) -> None:
        self._newest: Snapshot | None = None

    def of(self, index: IndexFile, now: datetime) -> Snapshot:
        """Returns what `index` answers at `now`. Raises `Unavailable`."""
        newest = self._newest
        if newest is None or not newest.covers(index, now):
            newest = self._newest = Snapshot(index, now)
        return newest
