"""Thousands of articles at once, and texts of one sign: no work grows with the square of what there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from chalicelib.content import address, identity
from chalicelib.content.article import Article, derived_id
from chalicelib.markdown.link_resolver import LinkResolver, old_path
from chalicelib.publishing import media

MANY = 5_000
SECONDS = 2.0
"""Ten times what it takes, and a tenth of what the square would."""


def article(number: int, folder: str = "") -> Article:
    key = f"articles/{folder}{number}.md"
    return Article(
        key=key,
        kind="articles",
        id=derived_id(key),
        slug=f"slug-{number}",
        title=f"Title {number}",
        date=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number),
        language="en",
        excerpt="",
        minutes=1,
        etag=f'"{number}"',
        version="",
    )


OLD = [article(number) for number in range(MANY)]


def all_renamed() -> object:
    return identity.settle([article(n, "new/") for n in range(MANY)][::-1], {}, OLD, {}, 1)


def all_new() -> object:
    return identity.settle(
        [replace(article(n, "new/"), etag="", slug="") for n in range(MANY)], {}, OLD, {}, 1
    )


def all_at_another_address() -> object:
    moved = [replace(one, slug=f"slug-{number + 1}") for number, one in enumerate(OLD)]
    return address.settle(moved, {one.key: one for one in OLD})


@pytest.mark.parametrize(
    "work",
    [
        all_renamed,
        all_new,
        all_at_another_address,
        lambda: old_path("/" * 100_000 + "a"),
        lambda: LinkResolver().find("a" + " " * 100_000 + "b", "articles/a.md"),
        lambda: media._view_box(b"<svg " * 2**18),
    ],
    ids=["renamed", "new", "moved", "slashes", "blanks", "drawing"],
)
def test_time_grows_with_what_there_is(work: Callable[[], object]) -> None:
    begun = process_time()
    work()
    assert process_time() - begun < SECONDS


def test_each_of_many_renamed_files_keeps_its_id() -> None:
    settled = identity.settle([article(n, "new/") for n in range(50)][::-1], {}, OLD[:50], {}, 1)
    assert {one.key: one.id for one in settled.articles} == {
        f"articles/new/{n}.md": f"articles/{n}" for n in range(50)
    }
    assert settled.gone == {}


def test_a_row_of_articles_moves_up_by_one() -> None:
    moved = [replace(one, slug=f"slug-{number + 1}") for number, one in enumerate(OLD[:50])]
    settled = address.settle(moved, {one.key: one for one in OLD[:50]})
    assert settled.refused == {}
    assert {one.key: one.slug for one in settled.published} == {one.key: one.slug for one in moved}
