"""Lists of articles, held against the same lists made of all articles in Python."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from chalicelib.content.article import Article
from chalicelib.content.site import Site
from chalicelib.index import lists
from chalicelib.index.articles import neighbours
from chalicelib.index.lists import (
    newest,
    next_change,
    place_in_series,
    sitemap_articles,
    standing_pages,
    years,
)
from chalicelib.index.taxonomy import MAX_LABEL, MAX_TERMS, TAXONOMIES, Term, terms_of
from tests.conftest import NOW
from tests.index.examples import DATE, HOUR, article, index_of, some_articles

MANY = 99


def listed(examples: list[Article]) -> list[Article]:
    """What lists show now, the newest first."""
    shown = [a for a in examples if a.kind == "articles" and a.is_public(NOW) and not a.unlisted]
    return sorted(shown, key=lambda a: (a.date, a.key), reverse=True)


@given(some_articles())
def test_lists_show_what_is_listed_newest_first(examples: list[Article]) -> None:
    index, expected = index_of(examples), [a.summary() for a in listed(examples)]
    assert newest(index, NOW, MANY) == expected
    assert [*newest(index, NOW, 2), *newest(index, NOW, MANY, start=2)] == expected
    assert sitemap_articles(index, NOW, 2) + sitemap_articles(index, NOW, MANY, 2) == expected[::-1]
    assert lists.total(index, NOW) == len(expected)
    by_year = Counter(summary.date.year for summary in expected)
    assert list(years(index, NOW).items()) == sorted(by_year.items(), reverse=True)
    for year in by_year:
        assert lists.of_year(index, NOW, year, MANY) == [s for s in expected if s.date.year == year]


@given(some_articles())
def test_each_listed_article_lies_between_its_neighbours(examples: list[Article]) -> None:
    index, expected = index_of(examples), listed(examples)
    for newer, older in pairwise(expected):
        assert neighbours(index, NOW, newer)[0] == older.summary()
        assert neighbours(index, NOW, older)[1] == newer.summary()
    for hidden in (a for a in examples if a not in expected):
        assert neighbours(index, NOW, hidden) == (None, None)
    if expected:
        assert neighbours(index, NOW, expected[0])[1] is None
        assert neighbours(index, NOW, expected[-1])[0] is None


@given(some_articles())
def test_tags_categories_and_series_list_who_has_them(examples: list[Article]) -> None:
    index, shown = index_of(examples), listed(examples)
    for taxonomy in TAXONOMIES:
        having = {
            slug: [a for a in shown if slug in terms_of(a, taxonomy)]
            for slug in ("ship", "tree", "ete", "exclamation-mark")
        }
        terms = {term.slug: term for term in lists.terms(index, NOW, taxonomy)}
        assert list(terms) == sorted(slug for slug, members in having.items() if members)
        assert (taxonomy in lists.taxonomies_in_use(index, NOW)) == bool(terms)
        for slug, members in having.items():
            assert lists.term(index, NOW, taxonomy, slug) == terms.get(slug)
            assert [s.id for s in lists.of_term(index, NOW, taxonomy, slug, MANY)] == [a.id for a in members]
            oldest = lists.of_term(index, NOW, taxonomy, slug, 2, start=1, oldest_first=True)
            assert oldest == [a.summary() for a in members[::-1][1:3]]
            if members:
                written = Counter(terms_of(a, taxonomy)[slug] for a in members)
                assert terms[slug].count == len(members)
                assert written[terms[slug].label] == max(written.values())


def test_a_term_is_called_what_most_call_it_and_of_two_the_first_in_the_alphabet() -> None:
    tags = ["ship", "Ship", "ship", "tree", "Tree"]
    index = index_of(article(f"a{number}", tags=(tag,)) for number, tag in enumerate(tags))
    assert lists.terms(index, NOW, "tags") == [Term("ship", "ship", 3), Term("tree", "Tree", 2)]


def test_a_thousand_tags_of_one_article_make_few_lists() -> None:
    tags = ("x" * (MAX_LABEL + 1), *(f"tag {number}" for number in range(1000)))
    index = index_of([article("a", tags=tags)])
    assert len(lists.terms(index, NOW, "tags")) == MAX_TERMS
    assert newest(index, NOW, 1)[0].tags == tags


@given(some_articles())
def test_a_listed_article_knows_its_place_in_its_series(examples: list[Article]) -> None:
    index, shown = index_of(examples), listed(examples)
    for example in examples:
        place = place_in_series(index, NOW, example)
        slug = next(iter(terms_of(example, "series")), "")
        if not slug or example not in shown:
            assert place is None
            continue
        parts = [a for a in reversed(shown) if slug in terms_of(a, "series")]
        number = parts.index(example)
        assert place is not None
        assert (place.slug, place.number, place.parts) == (slug, number + 1, len(parts))
        assert place.before == (parts[number - 1].summary() if number else None)
        assert place.after == (parts[number + 1].summary() if number + 1 < len(parts) else None)


@given(some_articles())
def test_standing_pages_are_in_their_authors_order(examples: list[Article]) -> None:
    pages = [a for a in examples if a.kind == "pages" and a.is_public(NOW) and not a.unlisted]
    pages.sort(key=lambda page: (page.order, page.title.lower(), page.key))
    assert standing_pages(index_of(examples), NOW) == [page.summary() for page in pages]


@pytest.mark.parametrize(("zone", "year"), [("UTC", 2025), ("Asia/Tokyo", 2026)])
def test_years_begin_where_the_site_is(zone: str, year: int) -> None:
    example = article("a", date=datetime(2025, 12, 31, 20, tzinfo=UTC))
    index = index_of([example], site=Site(timezone=zone))
    assert years(index, NOW) == {year: 1}
    assert lists.of_year(index, NOW, year, 9) == [example.summary()]


def test_of_articles_of_one_moment_the_key_decides() -> None:
    index = index_of(article(name) for name in "bac")
    assert [summary.slug for summary in newest(index, NOW, 9)] == ["c", "b", "a"]


def test_where_nothing_will_change_no_change_is_next() -> None:
    assert next_change(index_of([article("a"), article("b", draft=True, date=NOW + HOUR)]), NOW) is None
    coming = article("c", date=DATE, appears=NOW + timedelta(microseconds=1), unlisted=True)
    assert next_change(index_of([coming]), NOW) == coming.appears


def test_the_last_year_of_the_calendar_has_its_articles() -> None:
    example = article("a", date=datetime(9999, 6, 1, tzinfo=UTC))
    index = index_of([example])
    assert lists.of_year(index, datetime(9999, 7, 1, tzinfo=UTC), 9999, 9) == [example.summary()]
