"""The index as a warm instance keeps it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.errors import NotFound, Unavailable
from chalicelib.index.file import IndexFile, empty_index, open_index
from chalicelib.index.storage import INDEX_KEY, ReadableBucket, require_nothing_published


class IndexCache:
    """Keeps the index that was loaded last. Within the freshness window the bucket is not asked at all; after
    it, one conditional GET tells whether anything changed. Where S3 fails, the index read last is kept. One
    that fails in a query is loaded again."""

    def __init__(self, bucket: ReadableBucket, clock: Clock, freshness: timedelta) -> None:
        self._bucket = bucket
        self._cache: Cache[str, IndexFile] = Cache(1, clock, freshness, what="index")

    def current(self) -> Cached[IndexFile]:
        """Returns what is published. Raises `Unavailable` when S3 fails and nothing was read before."""
        return self._cache.get(INDEX_KEY, self._load, is_valid=lambda index: not index.is_damaged)

    def newest(self) -> Cached[IndexFile]:
        """Returns what is published at this very moment, for an author who has just uploaded something; where
        S3 fails, what was read last. Raises `Unavailable` as `current` does."""
        return self._cache.get(INDEX_KEY, self._load, is_valid=lambda _: False)

    def _load(self, old: IndexFile | None) -> IndexFile:
        try:
            fetched = self._bucket.fetch(
                INDEX_KEY, if_none_match=old.etag if old and not old.is_damaged else ""
            )
        except NotFound as error:
            if old and old.etag:
                what = f"{INDEX_KEY} is gone: the next run writes it again"
                raise Unavailable(what, log_summary=what) from error
            require_nothing_published(self._bucket)
            return old or empty_index()
        if fetched is None:
            assert old is not None, "only a known ETag can be unchanged"
            return old
        return open_index(fetched.data, fetched.etag)
