"""The search that readers use: what lies in the bucket, brought to this machine once and kept open."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import BinaryIO, Protocol

from chalicelib.caching import RETRY_AFTER, Cache, Clock
from chalicelib.content.edition.holdings import Holdings
from chalicelib.errors import Corrupt, NotFound, Unavailable
from chalicelib.index.search_query import Query
from chalicelib.searching.catalogue import Catalogue
from chalicelib.searching.document import from_json
from chalicelib.searching.finding import Found, find

log = logging.getLogger("billet")

_NAME = "billet-search-"

_FORGOTTEN = 120
"""Seconds after which a file that nobody has written to is one of a process that died over it: a request
is given up after 29."""


class Fetched(Protocol):
    """What a bucket gives of an object."""

    @property
    def data(self) -> bytes: ...


class Bucket(Protocol):
    """What a search needs of a bucket. Both raise `NotFound` and `Unavailable`."""

    def fetch(self, key: str) -> Fetched | None:
        """A small object."""

    def download(self, key: str, file: BinaryIO) -> None:
        """A large object, into a file."""


@dataclass
class _Stock:
    """What is searched. `retry` is when to try again for what of its holdings could not be had."""

    holdings: Holdings
    base: Catalogue | None = None
    recent: Catalogue | None = None
    retry: datetime | None = None


class Searcher:
    """Searches what the holdings name.

    Objects never change, so that each is read once; `folder` is where the base passes through. While
    what they name cannot be had, what was loaded last is searched; at first, whatever part there is.
    """

    def __init__(self, bucket: Bucket, clock: Clock, folder: Path) -> None:
        self._bucket = bucket
        self._clock = clock
        self._folder = folder
        self._stocks: Cache[str, _Stock] = Cache(1, clock, what="search")

    def search(self, holdings: Holdings, query: Query, number: int, now: datetime, zone: tzinfo) -> Found:
        """Page `number` of what answers a query at `now`. Raises `Unavailable`."""
        if not query or holdings == Holdings():
            return Found()

        def is_good(stock: _Stock) -> bool:
            return stock.holdings == holdings and (stock.retry is None or self._clock() < stock.retry)

        stock = self._stocks.get("", lambda old: self._load(holdings, old), is_good).value
        base, recent = stock.base, stock.recent
        # What replaces or withdraws a document of the base says so; and of an older stock nothing is
        # shown that was withdrawn since.
        since = () if stock.holdings == holdings else holdings.gone
        hidden = {*stock.holdings.gone, *since, *(recent.paths if recent else ())}
        stacks = [(base, base.ids_of(hidden))] if base else []
        few = [(recent, recent.ids_of(since))] if recent else []
        if base:
            try:
                found = find([*stacks, *few], query, number, now, zone)
                return replace(found, degraded=stock.holdings != holdings or stock.retry is not None)
            except Corrupt as error:
                log.error("searching without most articles: %s", error)
                stock.base, stock.retry = None, self._clock() + RETRY_AFTER
        if not few:
            what = "nothing can be searched"
            raise Unavailable(what, log_summary=what)
        degraded = bool(holdings.base) or stock.holdings != holdings
        return replace(find(few, query, number, now, zone), degraded=degraded)

    def _load(self, holdings: Holdings, old: _Stock | None) -> _Stock:
        stock = _Stock(holdings)
        failures: list[Unavailable] = []
        for part, name, load in (
            ("base", holdings.base, self._base),
            ("recent", holdings.recent, self._recent),
        ):
            held: Catalogue | None = getattr(old, part, None)
            try:
                setattr(stock, part, held if held and held.name == name else load(name) if name else None)
            except Unavailable as error:
                failures.append(error)
        if failures:
            whole = old is not None and old.retry is None
            if whole or not (stock.base or stock.recent):
                raise failures[0]  # what is held already is better than a part
            log.error("searching a part of all articles: %s", failures[0])
            stock.retry = self._clock() + RETRY_AFTER
        return stock

    def _recent(self, name: str) -> Catalogue:
        with _ours("the list of recent documents"):
            fetched = self._bucket.fetch(name)
        assert fetched is not None, "the request was not conditional"
        return Catalogue.of_documents(from_json(fetched.data), name)

    def _base(self, name: str) -> Catalogue:
        """The base, from a file that has no name any more as soon as it is open: no other process ever
        opens it, and whatever becomes of this one, it takes no room."""
        self._sweep()
        with _ours("the search database"):
            number, written = tempfile.mkstemp(prefix=_NAME, dir=self._folder)
            path = Path(written)
            try:
                with os.fdopen(number, "wb") as file:
                    self._bucket.download(name, file)
                return Catalogue.of_file(path, name)
            finally:
                with contextlib.suppress(OSError):  # Windows keeps what is open
                    path.unlink()

    def _sweep(self) -> None:
        """Remove what processes left that died while they loaded."""
        for path in self._folder.glob(_NAME + "*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _FORGOTTEN:
                    path.unlink()


@contextlib.contextmanager
def _ours(what: str) -> Iterator[None]:
    """What cannot be had as `Unavailable`, whatever the reason."""
    try:
        yield
    except NotFound as error:
        raise Unavailable(
            f"{what} is gone: the next run writes it again", log_summary=f"{what} is gone"
        ) from error
    except OSError as error:  # no room
        raise Unavailable(
            f"{what} cannot be kept here: {error}", log_summary=f"{what}: {error.strerror}"
        ) from error
