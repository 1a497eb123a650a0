"""The index between two changes: what readers may see stays the same for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.content.article import Article, Kind
from chalicelib.index import articles, lists
from chalicelib.index.file import IndexFile

SIZE = 256
"""How many articles a snapshot remembers: at 3 KB each, less than one megabyte."""


class Snapshot:
    """What an index answers from `since` until `until`: no article appears or goes between them, and in the
    site's time zone it is the same day. Raises `Unavailable` where the index cannot be read."""

    def __init__(self, index: IndexFile, now: datetime) -> None:
        self.index = index
        self.since = now
        self.today = now.astimezone(index.site.zone)
        midnight = self.today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        change = lists.next_change(index, now)
        self.until = min(change, midnight) if change else midnight
        self.key = (index.etag, self.until)
        """Equal for two snapshots that answer the same."""
        self._articles: dict[tuple[Kind, str], Article] = {}

    def covers(self, index: IndexFile, now: datetime) -> bool:
        """Returns whether it tells what `index` answers at `now`."""
        return index is self.index and self.since <= now < self.until

    def find(self, kind: Kind, slug: str) -> Article | None:
        """Returns the article or page at an address, None where readers see none; the last ones found are
        remembered."""
        article = self._articles.get((kind, slug))
        if article is None:
            article = articles.find(self.index, self.since, kind, slug)
            if article:
                if len(self._articles) >= SIZE:
                    self._articles.clear()
                self._articles[kind, slug] = article
        return article


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
