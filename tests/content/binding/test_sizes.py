"""What readers load is small, whatever authors write and however much there is of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.content.article import Article
from chalicelib.content.binding import Bound, bind
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import name_of
from chalicelib.content.edition.front import ELSEWHERE, LARGEST
from chalicelib.content.edition.pieces import Manifest
from chalicelib.content.edition.shards import NOTHING, Directory
from chalicelib.content.gist import Gist
from chalicelib.content.index import Index

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MANY = 2000
WIDE = "\N{CAT}"  # four bytes


def hostile(number: int) -> Article:
    """An article with as much of everything as a file may have."""
    # A few tags are shared by all, the others by nobody.
    tags = [
        *(f"shared {n} ".ljust(60, "é") for n in range(10)),
        *(f"{number}-{n}".ljust(100, "é") for n in range(290)),
    ]
    return Article(
        key=f"articles/{number:05}.md",
        kind="articles",
        id=f"articles/{number:05}",
        slug=f"{number:05}",
        title=WIDE * 5000,
        date=NOW - timedelta(hours=6 * number),
        language="fr",
        etag="e" * 32,
        version="v" * 32,
        excerpt=WIDE * 1000,
        author=WIDE * 500,
        tags=tuple(tags),
        categories=("C",),
        series="S",
    )


@pytest.fixture(scope="module")
def bound() -> Bound:
    articles = tuple(map(hostile, range(MANY)))
    gists = {one.key: Gist((), (), ("cachalots",)) for one in articles}
    return bind(Index(articles=articles, gists=gists), NOW)


def text_of(bound: Bound, place: str) -> str:
    """A directory or manifest, which may be an object of its own."""
    if not place.startswith(ELSEWHERE):
        return place
    data = bound.new[place.removeprefix(ELSEWHERE)]
    assert len(data) <= LARGEST * 4  # this grows, by 17 bytes for some two dozen articles
    return data.decode().strip('"')


def test_the_front_is_small(bound: Bound) -> None:
    assert len(fronts.dump(bound.front)) <= LARGEST


def test_each_piece_of_a_list_and_each_shard_of_lists_is_small(bound: Bound) -> None:
    names = {name for name in Directory(text_of(bound, bound.front.lists)).names.values() if name != NOTHING}
    for name in tuple(names):
        names.update(bound.index.kept[name])
    for place in (bound.front.everything, bound.front.archive):
        names.update(name for _, name in Manifest(text_of(bound, place)).pieces)
    assert len(names) > 50
    assert max(len(bound.new[name]) for name in names) <= LARGEST


def test_each_object_has_its_name_from_its_bytes(bound: Bound) -> None:
    assert all(name_of(data) == name for name, data in bound.new.items())


def test_a_shard_of_records_is_bounded(bound: Bound) -> None:
    names = {n for n in Directory(text_of(bound, bound.front.addresses)).names.values() if n != NOTHING}
    largest = max(len(bound.new[name]) for name in names)
    alone = bind(Index(articles=(hostile(0),)), NOW)
    (record,) = (n for n in Directory(alone.front.addresses).names.values() if n != NOTHING)
    # Each holds as much of an article as its file has; what stands around it is cut.
    assert largest <= 24 * (len(alone.new[record]) + 16_000)
