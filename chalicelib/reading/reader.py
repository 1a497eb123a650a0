"""What is published, as far as a request has to know it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.content.article import Summary
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.front import ELSEWHERE, Front
from chalicelib.content.edition.record import Entry, Record
from chalicelib.content.edition.shards import directory
from chalicelib.errors import NotFound, Unavailable
from chalicelib.markdown.link_resolver import old_path
from chalicelib.reading.listings import Listings
from chalicelib.reading.newest import Newest
from chalicelib.reading.objects import Bucket, Objects, bytes_of
from chalicelib.reading.texts import Texts

if TYPE_CHECKING:
    from chalicelib.content.index import Index

KEPT = 256
"""How many records a warm instance keeps: at some 5 KB each, one megabyte of it."""


@dataclass(frozen=True)
class Edition:
    """The front as last read, with its ETag: two editions of one ETag are equal."""

    front: Front = field(default_factory=Front)
    etag: str = ""


@dataclass(frozen=True)
class _Found:
    """An entry and the name of the object it is from."""

    entry: Entry
    holder: str


class Reader:
    """Reads articles for readers.

    Within the freshness window the bucket is not asked at all; after it, one conditional GET of
    the front tells whether anything changed. All else is in objects that never change, and in the texts, of
    which a record names the exact version.
    """

    def __init__(self, bucket: Bucket, clock: Clock, freshness: timedelta) -> None:
        self._bucket = bucket
        self._editions: Cache[str, Edition] = Cache(1, clock, freshness, what="index")
        self._objects = Objects(bucket, clock)
        self._entries: Cache[str, _Found] = Cache(KEPT, clock, what="record")
        self.texts = Texts(bucket, clock)

    def edition(self) -> Cached[Edition]:
        """What is published. Raises `Unavailable` when S3 fails and nothing was read before."""
        return self._editions.get(fronts.KEY, self._newer)

    def newest(self) -> Cached[Edition]:
        """What is published at this very moment, for an author who has just uploaded something.
        Where S3 fails, what was read last. Raises `Unavailable` as `edition` does."""
        return self._editions.get(fronts.KEY, self._newer, good=lambda _: False)

    def index(self, front: Front) -> Index:
        """The whole index, drafts and all: for who previews one. Raises `Unavailable`."""
        return index_of(self._bucket, front)

    def record(self, path: str, newest: Newest) -> Record | None:
        """The public article or page at a path from the root of the site. Where S3 fails, the record read
        last. Raises `Unavailable` where there is none."""
        entry = self._entry(path, newest.front)
        if entry.record is None or not entry.record.article.is_public(newest.now):
            return None
        return newest.beside(entry.record).at(newest.now)

    def related(self, record: Record, newest: Newest) -> tuple[Summary, ...]:
        """The public articles closest to one of `record`, the closest first. Raises `Unavailable`."""
        return newest.related(self._entry(record.article.path, newest.front))

    def redirect_for(self, path: str, newest: Newest) -> Record | None:
        """The public article or page that once had a path, percent-decoded. Raises `Unavailable`."""
        wanted = old_path(path)
        for other in (*self._entry(wanted, newest.front).former, wanted):
            record = self.record(other, newest)
            if record and record.article.path != unicodedata.normalize("NFC", path):
                return record
        return None

    def listings(self, newest: Newest) -> Listings:
        """The lists of an edition at a moment."""
        return Listings(self._objects, newest)

    def _entry(self, path: str, front: Front) -> Entry:
        try:
            holder = directory(self._objects.text(front.addresses)).find(path)
        except Unavailable as error:
            return self._last(path, error)
        if not holder:
            return Entry()
        held = self._entries.get(
            path, lambda _: self._found(path, holder), good=lambda found: found.holder == holder
        )
        return held.value.entry

    def _last(self, path: str, failure: Unavailable) -> Entry:
        """The entry that was read last. Raises `failure` where there is none."""

        def failing(_: _Found | None) -> _Found:
            raise failure

        return self._entries.get(path, failing).value.entry

    def _found(self, path: str, holder: str) -> _Found:
        table = self._objects.get(holder).get(path, {})
        targets = table.get("targets", {})
        if isinstance(targets, str):
            targets = self._objects.get(targets.removeprefix(ELSEWHERE))
        return _Found(Entry.restore(table, targets), holder)

    def _newer(self, old: Edition | None) -> Edition:
        try:
            fetched = self._bucket.fetch(fronts.KEY, unless=old.etag if old else "")
        except NotFound as error:
            if old and old.etag:
                what = f"{fronts.KEY} is gone: the next run writes it again"
                raise Unavailable(what, log_summary=what) from error
            return Edition()  # nothing was ever published
        if fetched is None:
            assert old is not None, "only a known ETag can be unchanged"
            return old
        return Edition(fronts.load(fetched.data), fetched.etag)


def index_of(bucket: Bucket, front: Front) -> Index:
    """The whole index that a front was made of; an empty one where nothing was ever published. Raises
    `Unavailable`."""
    from chalicelib.content import index as indexes  # readers' pages do without

    return indexes.load(bytes_of(bucket, front.index)) if front.index else indexes.Index()


def published(bucket: Bucket) -> tuple[Front, Index]:
    """The front in the bucket and the whole index. Raises `NotFound` where nothing was ever published, and
    `Unavailable`."""
    fetched = bucket.fetch(fronts.KEY)
    assert fetched is not None, "the request was not conditional"
    front = fronts.load(fetched.data)
    return front, index_of(bucket, front)
