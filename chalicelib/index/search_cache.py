"""The search file that readers use: brought to this machine when somebody searches, and kept open."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from chalicelib.caching import RETRY_AFTER, Cache, Cached, Clock
from chalicelib.errors import NotFound, Unavailable
from chalicelib.index.search_file import SEARCH_KEY, SearchFile, open_search_file

_PREFIX = "billet-search-"

_ABANDONED_SECONDS = 120
"""After which a file that nobody has written to is one of a process that died over it: a request is given up
after 29."""


class Bucket(Protocol):
    """What reading the search file needs of a bucket."""

    def download(self, key: str, file: BinaryIO, *, if_none_match: str = "") -> str | None:
        """Copies an object into a file and returns its ETag, None where that is still `if_none_match`.

        Raises `NotFound` and `Unavailable`.
        """


class SearchCache:
    """The newest search file, asked for again once it is older than `freshness`.

    While it cannot be had, the one before is searched. `folder` is where files pass through.
    """

    def __init__(self, bucket: Bucket, clock: Clock, freshness: timedelta, folder: Path) -> None:
        self._bucket = bucket
        self._clock = clock
        self._folder = folder
        self._files: Cache[str, SearchFile] = Cache(1, clock, freshness, what="search file")
        self._loaded_at: datetime | None = None

    def current(self) -> Cached[SearchFile]:
        """Returns the search file, loaded where there is none yet. Raises `Unavailable`."""
        return self._files.get(SEARCH_KEY, self._load, self._is_usable)

    def _is_usable(self, search_file: SearchFile) -> bool:
        """A damaged file is loaded again, but not all the time: the object itself may be damaged."""
        if not search_file.is_damaged:
            return True
        return self._loaded_at is not None and self._clock() - self._loaded_at < RETRY_AFTER

    def _load(self, old: SearchFile | None) -> SearchFile:
        """Downloads the file, which has no name any more as soon as it is open: no other process ever opens
        it, and whatever becomes of this one, it takes no room."""
        self._remove_abandoned()
        try:
            descriptor, name = tempfile.mkstemp(prefix=_PREFIX, dir=self._folder)
            path = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    if_none_match = old.etag if old and not old.is_damaged else ""
                    etag = self._bucket.download(SEARCH_KEY, file, if_none_match=if_none_match)
                if etag is None and old:
                    return old
                search_file = open_search_file(path, etag or "")
            finally:
                with contextlib.suppress(OSError):  # Windows keeps what is open
                    path.unlink()
        except NotFound as error:
            what = "there is no search file: the next run makes one"
            raise Unavailable(what, log_summary=what) from error
        except OSError as error:  # no room
            what = f"the search file cannot be kept here: {error.strerror}"
            raise Unavailable(what, log_summary=what) from error
        self._loaded_at = self._clock()
        return search_file

    def _remove_abandoned(self) -> None:
        """Removes what processes left that died while they loaded."""
        for path in self._folder.glob(_PREFIX + "*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()
