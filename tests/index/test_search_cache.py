"""The search file as a warm instance keeps it, over a bucket that fails when it is told to."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from chalicelib.errors import Corrupt, NotFound, Unavailable
from chalicelib.index.search_cache import SearchCache
from chalicelib.index.search_file import SEARCH_KEY
from chalicelib.index.search_writer import update
from tests.conftest import FrozenClock
from tests.index.search_examples import document

FRESHNESS = timedelta(seconds=60)


@dataclass
class Bucket:
    """The one object, in memory. `calls` are the ETags that were downloaded, "304" for none."""

    data: bytes | None = None
    etag: str = ""
    is_down: bool = False
    calls: list[str] = field(default_factory=list)

    def holds(self, folder: Path, *names: str) -> None:
        path = folder / "written"
        update(path, map(document, names))
        self.data, self.etag = path.read_bytes(), "".join(names)
        path.unlink()

    def download(self, key: str, file: BinaryIO, *, if_none_match: str = "") -> str | None:
        assert key == SEARCH_KEY
        self.calls.append("304" if if_none_match == self.etag else self.etag)
        if self.is_down:
            file.write(b"the beginning of something")
            raise Unavailable("down")
        if self.data is None:
            raise NotFound(key)
        if if_none_match == self.etag:
            return None
        file.write(self.data)
        return self.etag


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    bucket = Bucket()
    bucket.holds(tmp_path, "a", "b")
    return bucket


@pytest.fixture
def cache(bucket: Bucket, clock: FrozenClock, tmp_path: Path) -> SearchCache:
    return SearchCache(bucket, clock, FRESHNESS, tmp_path)


def names(cache: SearchCache) -> str:
    return "".join(
        name for name in "abc" if cache.current().value.document(f"articles/{name}.md") is not None
    )


def test_the_bucket_is_asked_once_in_a_window_and_sends_only_what_is_new(
    cache: SearchCache, bucket: Bucket, clock: FrozenClock, tmp_path: Path
) -> None:
    assert names(cache) == "ab"
    clock.advance(seconds=59)
    assert names(cache) == "ab"
    assert bucket.calls == ["ab"]
    clock.advance(seconds=1)
    assert names(cache) == "ab"
    bucket.holds(tmp_path, "c")
    clock.advance(seconds=60)
    assert names(cache) == "c"
    assert bucket.calls == ["ab", "304", "c"]


def test_the_file_before_is_closed_when_nobody_searches_it_any_more(
    cache: SearchCache, bucket: Bucket, clock: FrozenClock, tmp_path: Path
) -> None:
    searched = cache.current().value
    finalizer = searched._closed
    bucket.holds(tmp_path, "c")
    clock.advance(seconds=60)
    cache.current()
    assert searched.document("articles/a.md"), "a request keeps the file it began with"
    del searched
    gc.collect()
    assert not finalizer.alive


@pytest.mark.parametrize("fault", ["down", "gone", "damaged"])
def test_while_a_newer_one_cannot_be_had_the_file_before_is_searched(
    cache: SearchCache, bucket: Bucket, clock: FrozenClock, tmp_path: Path, fault: str
) -> None:
    names(cache)
    bucket.is_down = fault == "down"
    bucket.data = None if fault == "gone" else b"<html>"
    bucket.etag = "other"
    clock.advance(seconds=60)
    for _ in range(3):
        assert cache.current().stale
        assert names(cache) == "ab"
    assert len(bucket.calls) == 2, "a bucket that has just failed is left alone"
    bucket.is_down = False
    bucket.holds(tmp_path, "c")
    clock.advance(seconds=6)
    assert (names(cache), cache.current().stale) == ("c", False)


@pytest.mark.parametrize("fault", ["down", "gone", "damaged"])
def test_where_there_was_none_before_it_says_so_and_tries_again(
    cache: SearchCache, bucket: Bucket, clock: FrozenClock, tmp_path: Path, fault: str
) -> None:
    bucket.is_down = fault == "down"
    bucket.data = None if fault == "gone" else b"<html>"
    for _ in range(3):
        with pytest.raises(Unavailable):
            cache.current()
    assert len(bucket.calls) == 1
    bucket.is_down = False
    bucket.holds(tmp_path, "c")
    clock.advance(seconds=6)
    assert names(cache) == "c"


def test_a_file_that_fails_in_a_query_is_loaded_again_but_not_all_the_time(
    cache: SearchCache, bucket: Bucket, clock: FrozenClock
) -> None:
    for _ in range(3):
        cache.current().value.close()
        with pytest.raises(Corrupt):
            names(cache)
        with pytest.raises(Corrupt):
            names(cache)
        clock.advance(seconds=6)
    assert names(cache) == "ab"
    assert bucket.calls == ["ab"] * 4


def test_nothing_stays_in_the_folder_and_what_a_dead_process_left_is_removed(
    cache: SearchCache, bucket: Bucket, clock: FrozenClock, tmp_path: Path
) -> None:
    abandoned, written_now = tmp_path / "billet-search-abandoned", tmp_path / "billet-search-now"
    for path in (abandoned, written_now):
        path.write_bytes(b"half a database")
    os.utime(abandoned, (0, 0))
    names(cache)
    bucket.is_down = True
    clock.advance(seconds=60)
    names(cache)
    assert [path.name for path in tmp_path.iterdir()] == ["billet-search-now"]


def test_a_folder_without_room_is_a_search_that_is_not_available(
    bucket: Bucket, clock: FrozenClock, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable):
        SearchCache(bucket, clock, FRESHNESS, tmp_path / "nowhere").current()
