"""What the versions of a file tell of its article."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.content.article import Article
from chalicelib.content.listing import Version
from chalicelib.index.articles import all_articles
from chalicelib.publishing.history import apply_history
from tests.conftest import Author, Calls
from tests.index.examples import article

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
BORN = datetime(2026, 1, 1, tzinfo=UTC)


def history(*states: tuple[int, str]) -> list[Version]:
    """Versions by the day they were uploaded on and their ETag, the newest first."""
    return [Version("articles/a.md", str(day), BORN + day * DAY, etag) for day, etag in states]


def with_history(example: Article, *states: tuple[int, str]) -> Article:
    return apply_history(example, history(*states), NOW)


def test_a_text_changed_after_its_date_was_edited_then() -> None:
    assert with_history(article("a", date=BORN), (3, '"e"'), (1, '"old"')).edited == BORN + 3 * DAY


def test_the_same_bytes_again_are_no_edit() -> None:
    example = article("a", date=BORN)
    assert with_history(example, (9, '"e"'), (3, '"e"'), (1, '"old"')).edited == BORN + 3 * DAY
    assert with_history(example, (9, '"e"'), (3, '"e"')).edited is None


@pytest.mark.parametrize("changes", [{"date": BORN + 5 * DAY}, {"updated": BORN}])
def test_a_change_before_anyone_could_read_it_or_beside_the_authors_own_word_is_none(
    changes: dict[str, datetime],
) -> None:
    assert with_history(article("a", **{"date": BORN, **changes}), (3, '"e"'), (1, '"old"')).edited is None


def test_a_version_from_the_future_says_nothing() -> None:
    assert with_history(article("a", date=BORN), (300, '"newer"'), (3, '"e"')).edited is None


def test_an_article_dated_by_its_upload_is_dated_by_the_first() -> None:
    example = article("a", date=BORN + 3 * DAY, dated_by_upload=True)
    assert with_history(example, (3, '"e"'), (1, '"old"')).date == BORN + DAY


def test_where_nothing_is_known_nothing_changes() -> None:
    assert with_history(article("a", date=BORN)) == article("a", date=BORN)


def test_the_bucket_tells_when_an_article_was_edited(author: Author) -> None:
    text = "---\ntitle: A\ndate: 2020-01-01\n---\n"
    author.publishes(a=text + "Un.")
    author.blog.clock.advance(days=36500)  # type: ignore[attr-defined]  # the local S3 has the clock on the wall
    author.publishes(a=text + "Deux.")
    (edited,) = all_articles(author.index)
    assert edited.edited is not None
    assert edited.edited.year >= 2025


def test_an_article_in_the_place_of_a_deleted_one_has_none_of_its_dates(author: Author) -> None:
    first, second = "# Un\n\nUn.", "# Deux\n\nDeux."

    def publish(text: str) -> Article:
        author.publishes(a=text)
        return all_articles(author.index)[0]

    born = publish(first).date
    time.sleep(1)  # the dates of S3 have whole seconds
    author.deletes("articles/a.md")
    author.reconciles()
    assert publish(first).date == born
    author.deletes("articles/a.md")
    author.reconciles()
    author.blog.clock.advance(days=36500)  # type: ignore[attr-defined]  # the local S3 has the clock on the wall
    other = publish(second)
    assert (other.date > born, other.edited) == (True, None)
    time.sleep(1)
    edited = publish(second + " Mieux.")
    assert (edited.date, edited.edited) == (other.date, edited.changed)
    assert edited.edited is not None
    assert edited.edited > edited.date


def test_one_changed_file_costs_one_list_of_its_versions_and_many_cost_two(
    author: Author, calls: Calls
) -> None:
    for number in range(12):
        author.uploads(f"articles/{number}.md", "# A\n\nx")
    calls.take()
    author.reconciles()
    assert calls.take().count("ListObjectVersions") == 2
    author.publishes(a="# A\n\nx")
    assert calls.take().count("ListObjectVersions") == 1
