"""However long an author's words are, what readers load for a list is small."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.article import Article, Kind
from chalicelib.content.binding import Bound, bind
from chalicelib.content.binding.listed import NEWCOMERS, Listed
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition import rows
from chalicelib.content.edition.front import LARGEST
from chalicelib.content.edition.pieces import cut
from chalicelib.content.gist import Gist
from chalicelib.content.index import Index
from chalicelib.content.site import Site

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def longest(number: int, kind: Kind = "articles", **changes: object) -> Article:
    """An article of which nothing could be longer."""
    name = f"{number:05}-" + "界" * 64
    article = Article(
        key=f"{kind}/{name}.md",
        kind=kind,
        id=f"{kind}/{name}",
        slug=name,
        title="題" * 400,
        date=NOW - number * HOUR,
        language="fr",
        etag=f'"{number}"',
        version="v" * 32,
        excerpt="界" * 280,
        author="作" * 400,
        tags=tuple(f"{number}-{n}" + "語" * 50 for n in range(30)),
        categories=tuple(f"{n}" + "語" * 50 for n in range(30)),
        series="列" * 60,
    )
    return replace(article, **changes)  # type: ignore[arg-type]  # the tests know the attributes


def bound(articles: list[Article], site: Site) -> Bound:
    gist = Gist(keywords=tuple("界" * 39 + chr(0x4E00 + n) for n in range(16)))
    ordered = tuple(sorted(articles, key=lambda one: one.key))
    return bind(Index(articles=ordered, site=site, gists={one.key: gist for one in ordered}), NOW)


@pytest.fixture(scope="module")
def largest() -> Bound:
    coming = [longest(90_000 + number, date=NOW + (number + 1) * HOUR) for number in range(12)]
    pages = [longest(number, "pages") for number in range(150)]
    articles = [longest(number) for number in range(200)]
    site = Site(featured=articles[3].slug, favourite=articles[4].slug, legal=pages[0].slug)
    return bound([*articles, *coming, *pages], site)


def test_the_front_is_small_however_long_the_words_in_it_are(largest: Bound) -> None:
    room = 64 * 220  # for the paths that a search leaves out
    assert len(fronts.dump(largest.front)) + room <= LARGEST
    assert largest.front.upcoming
    assert largest.front.newcomers or largest.front.before


def test_so_are_the_objects_of_lists(largest: Bound) -> None:
    front = largest.front
    records = {name for name, data in largest.new.items() if b'"article":' in data}
    directories = {getattr(front, name) for name in ("addresses", "lists", "everything", "archive")}
    directories = {place.removeprefix(fronts.ELSEWHERE) for place in directories}
    for name, data in largest.new.items():
        if name not in records | directories:
            assert len(data) <= LARGEST, json.loads(data)


def test_short_words_stay_in_the_front() -> None:
    articles = [
        longest(n, title=f"{n}", slug=f"{n}", excerpt="", author="", tags=("t",), categories=(), series="")
        for n in range(200)
    ]
    front = bound(articles, Site()).front
    assert front.addresses
    assert not front.addresses.startswith(fronts.ELSEWHERE)
    assert len(front.newcomers) + len(front.before) >= 20


@given(st.lists(st.tuples(st.integers(0, 99_999), st.booleans()), max_size=120, unique=True))
def test_newcomers_are_what_the_last_piece_leaves_open(numbers: list[tuple[int, bool]]) -> None:
    articles = [
        longest(number) if is_long else longest(number, excerpt="", tags=(), categories=(), title="T")
        for number, is_long in numbers
    ]
    listed = Listed(articles, NOW)
    keys = [article.key for article in listed.articles]
    ends = cut(keys, [rows.weight(article) for article in listed.articles], NEWCOMERS)
    assert listed.settled == (ends[-1] if ends else 0)
