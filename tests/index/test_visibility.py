"""What readers may see at a moment: one rule in Python and in SQL."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.content.article import Article
from chalicelib.index import articles, lists, players, redirects, related
from chalicelib.index.articles import find
from chalicelib.index.lists import newest, next_change
from chalicelib.index.visibility import PUBLIC, microseconds, moment
from tests.conftest import NOW
from tests.index.examples import READERS, article, index_of, moments, recorded

zones = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
zoned = st.builds(datetime.astimezone, moments, zones)
NEAR = [timedelta(microseconds=n) for n in (-1_000_000, -1, 0, 1, 1_000_000)]


def moments_around(example: Article) -> Iterator[datetime]:
    for boundary in (example.date, example.appears, example.expires, NOW):
        if boundary:
            yield from (boundary + span for span in NEAR)


@given(
    st.builds(
        article,
        st.just("a"),
        date=zoned,
        appears=st.none() | zoned,
        expires=st.none() | zoned,
        draft=st.booleans(),
        unlisted=st.booleans(),
    )
)
@example(article("a", date=NOW, expires=NOW))
def test_python_and_sql_agree_around_each_moment(example: Article) -> None:
    index = index_of([example])
    for now in moments_around(example):
        assert (find(index, now, "articles", "a") is not None) == example.is_public(now)
        assert bool(newest(index, now, 1)) == (example.is_public(now) and not example.unlisted)


@given(
    st.lists(st.builds(article, st.sampled_from("abc"), date=zoned, expires=st.none() | zoned), max_size=3)
)
def test_nothing_appears_or_goes_before_the_next_change(examples: list[Article]) -> None:
    by_key = {example.key: example for example in examples}.values()
    index = index_of(by_key)
    change = next_change(index, NOW)
    later = [m for a in by_key for m in (a.begins, a.expires) if m and m > NOW]
    assert change == min(later, default=None)


@given(zoned)
def test_a_moment_survives_the_way_through_a_table(example: datetime) -> None:
    assert moment(microseconds(example)) == example
    assert moment(microseconds(example)).tzinfo is UTC


def test_these_tests_know_all_that_readers_ask() -> None:
    functions = {
        function
        for module in (articles, lists, players, redirects, related)
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not function.__name__.startswith("_")
        and list(inspect.signature(function).parameters)[:2] == ["index", "now"]
    }
    assert functions == READERS.keys()


TELLS_NOTHING = re.compile(r"SELECT (article|count\(\*\)) FROM articles( WHERE key = :key)?")
"""A row's number, and how many rows there are."""


# The next change is when the answer to this question changes: see above.
@pytest.mark.parametrize(
    "reader",
    [reader for reader in READERS if reader is not lists.next_change],
    ids=lambda reader: reader.__name__,
)
def test_each_statement_about_articles_asks_what_is_public(reader: Callable[..., Any]) -> None:
    statements = [
        statement
        for statement, _ in recorded(reader).statements
        if re.search(r"\b(FROM|JOIN) articles\b", statement) and not TELLS_NOTHING.fullmatch(statement)
    ]
    assert statements
    for statement in statements:
        assert PUBLIC in statement
