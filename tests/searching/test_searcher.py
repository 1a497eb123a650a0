"""The search that readers use, over a bucket that fails when it is told to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from chalicelib.content.edition.holdings import Holdings

from chalicelib.errors import NotFound, Unavailable
from chalicelib.index.search_query import parse
from chalicelib.searching import base
from chalicelib.searching.document import Document, to_json
from chalicelib.searching.finding import Found
from chalicelib.searching.searcher import Searcher
from tests.conftest import NOW, FrozenClock


@dataclass(frozen=True)
class Fetched:
    data: bytes
    etag: str = ""


@dataclass
class Bucket:
    """Objects in memory."""

    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: bool = False

    def fetch(self, key: str) -> Fetched:
        self.asked.append(key)
        if self.down:
            raise Unavailable("down")
        if key not in self.objects:
            raise NotFound(key)
        return Fetched(self.objects[key])

    def download(self, key: str, file: BinaryIO) -> None:
        file.write(b"the beginning of something")
        data = self.fetch(key).data
        file.seek(0)
        file.write(data)


def document(name: str, **more: object) -> Document:
    given = {"title": "Un titre", "date": NOW - timedelta(days=1), "language": "fr", **more}
    return Document(path=f"/articles/{name}", **given)  # type: ignore[arg-type]


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    one = Bucket()
    for name, slugs in {"one": "ab", "two": "abc"}.items():
        base.build(tmp_path / name, map(document, slugs))
        one.objects[name] = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
    one.objects["c"] = to_json([document("c")])
    one.objects["d"] = to_json([document("d")])
    one.objects["bad"] = b"not JSON"
    return one


@pytest.fixture
def searcher(bucket: Bucket, clock: FrozenClock, tmp_path: Path) -> Searcher:
    return Searcher(bucket, clock, tmp_path)


@pytest.fixture
def search(searcher: Searcher, clock: FrozenClock) -> Callable[[Holdings], Found]:
    return lambda holdings: searcher.search(holdings, parse("titre"), 1, clock(), UTC)


Search = Callable[[Holdings], Found]


def slugs(found: Found) -> str:
    return "".join(sorted(hit.document.path.rpartition("/")[2] for hit in found.hits))


def test_nothing_is_read_where_there_is_nothing(search: Search, bucket: Bucket) -> None:
    assert search(Holdings()) == Found()
    assert bucket.asked == []


def test_only_what_is_new_is_read(search: Search, bucket: Bucket) -> None:
    assert slugs(search(Holdings("one", "c"))) == "abc"
    assert slugs(search(Holdings("one", "d", ("/articles/a",)))) == "bd"
    assert slugs(search(Holdings("two", "d"))) == "abcd"
    assert bucket.asked == ["one", "c", "d", "two"]


def test_what_is_withdrawn_while_the_bucket_fails_is_not_found(
    search: Search, bucket: Bucket, clock: FrozenClock
) -> None:
    search(Holdings("one", "c", ("/articles/b",)))
    bucket.down = True
    found = search(Holdings("two", "d", ("/articles/a",)))
    assert found.degraded
    assert slugs(found) == "c"
    assert slugs(search(Holdings("two", "d", ("/articles/c",)))) == "a"
    asked = len(bucket.asked)
    search(Holdings("two", "d"))
    assert len(bucket.asked) == asked, "a bucket that has just failed is left alone"
    bucket.down = False
    clock.advance(seconds=6)
    found = search(Holdings("two", "d"))
    assert (slugs(found), found.degraded) == ("abcd", False)


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [(Holdings("gone", "c"), "c"), (Holdings("bad", "c"), "c"), (Holdings("one", "bad"), "ab")],
)
def test_at_first_a_part_is_better_than_nothing(
    search: Search, bucket: Bucket, clock: FrozenClock, holdings: Holdings, expected: str
) -> None:
    for _ in range(3):
        found = search(holdings)
        assert (slugs(found), found.degraded) == (expected, True)
    assert len(bucket.asked) == 2
    clock.advance(seconds=6)
    search(holdings)
    assert len(bucket.asked) == 3, "only what is not there is asked for again"


def test_what_is_whole_is_better_than_a_newer_part(search: Search) -> None:
    search(Holdings("one", "c"))
    found = search(Holdings("bad", "d"))
    assert (slugs(found), found.degraded) == ("abc", True)


def test_where_there_is_no_part_at_all_it_says_so(search: Search, bucket: Bucket) -> None:
    for holdings in (Holdings("gone"), Holdings(recent="bad"), Holdings("gone", "bad")):
        with pytest.raises(Unavailable):
            search(holdings)


def test_what_a_process_left_that_died_is_removed_and_never_opened(
    search: Search, tmp_path: Path, clock: FrozenClock
) -> None:
    left, going = tmp_path / "billet-search-left", tmp_path / "billet-search-going"
    for path in (left, going):
        path.write_bytes(b"half a database")
    os.utime(left, (0, 0))
    assert slugs(search(Holdings("one"))) == "ab"
    assert [path.name for path in tmp_path.iterdir()] == ["billet-search-going"]


def test_a_folder_without_room_is_a_search_that_is_not_available(
    bucket: Bucket, clock: FrozenClock, tmp_path: Path
) -> None:
    searcher = Searcher(bucket, clock, tmp_path / "nowhere")
    with pytest.raises(Unavailable):
        searcher.search(Holdings("one"), parse("titre"), 1, NOW, UTC)
    clock.advance(seconds=6)
    found = searcher.search(Holdings("one", "c"), parse("titre"), 1, NOW, UTC)
    assert (slugs(found), found.degraded) == ("c", True)
