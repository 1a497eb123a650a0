"""Lists that are read a page at a time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.index.articles import all_articles
from chalicelib.web.paging import GAP, numbers
from tests.conftest import Answer, Author, Calls, FrozenClock, Reader

places = st.integers(1, 10**6).flatmap(lambda last: st.tuples(st.integers(1, last), st.just(last)))


@given(places)
@example((1, 1))
@example((1, 2))
@example((3, 5))
@example((4, 7))
@example((5, 9))
def test_a_reader_may_go_to_the_first_the_last_and_the_neighbours(place: tuple[int, int]) -> None:
    number, last = place
    with_gaps = numbers(number, last)
    shown = [n for n in with_gaps if n != GAP]
    assert shown == sorted(set(shown))
    assert {1, number, last} <= set(shown) <= set(range(1, last + 1))
    assert {number - 1, number + 1} & set(range(1, last + 1)) <= set(shown)
    assert len(with_gaps) <= 9
    # What is between two numbers is shown to be missing, and that never for a page alone.
    assert with_gaps[0] == 1
    assert with_gaps[-1] == last
    for before, after in pairwise(shown):
        between = with_gaps[with_gaps.index(before) + 1 : with_gaps.index(after)]
        assert between == ([] if after == before + 1 else [GAP])
        assert after != before + 2


def main(page: Answer) -> str:
    return page.text.partition("<main")[2].partition("</main>")[0]


def many(author: Author, count: int, **terms: Any) -> None:
    """A site of so many articles, the newest of which is called Numéro 0."""
    author.publishes(n0="---\ntitle: Numéro 0\ndate: 2026-01-01T12:00Z\n---\nx")
    (first,) = all_articles(author.index)
    latest = first.date.replace(year=2025)
    author.writes(
        *(
            replace(
                first, key=f"articles/n{n}.md", id=f"articles/n{n}", slug=f"n{n}", title=f"Numéro {n}",
                date=latest - timedelta(minutes=n) if n else first.date, **terms,
            )
            for n in range(count)
        )
    )  # fmt: skip


TERMS = {"tags": ("Été",), "categories": ("Été",), "series": "Été"}
LISTS = ("/tags/ete", "/categories/ete", "/archive/2025")


@pytest.mark.parametrize("path", LISTS)
def test_a_long_list_has_a_hundred_articles_a_page_newest_first(
    author: Author, reader: Reader, path: str
) -> None:
    many(author, 252, **TERMS)
    pages = [reader.asks(address) for address in (path, f"{path}/page/2", f"{path}/page/3")]
    assert [page.status for page in pages] == [200] * 3
    shown = [number for page in pages for number in range(252) if f">Numéro {number}</a>" in main(page)]
    first = 1 if "archive" in path else 0
    assert shown == list(range(first, 252))
    assert [main(page).count("<time") for page in pages] == [100, 100, 52 - first]
    assert main(pages[0]).index(">Numéro 7<") < main(pages[0]).index(">Numéro 8<")
    assert "page 2 sur 3" in pages[1].text.partition("</title>")[0]


def test_a_series_is_read_from_its_oldest_article_on_and_numbered(author: Author, reader: Reader) -> None:
    many(author, 252, **TERMS)
    pages = [reader.asks(path) for path in ("/series/ete", "/series/ete/page/2", "/series/ete/page/3")]
    starts = [main(page).partition(' start="')[2].partition('"')[0] for page in pages]
    assert starts == ["1", "101", "201"]
    assert [main(page).count("<li><a") - len(numbers(n, 3)) for n, page in enumerate(pages, 1)] == [
        100,
        100,
        52,
    ]
    assert main(pages[0]).index(">Numéro 251<") < main(pages[0]).index(">Numéro 250<")
    assert ">Numéro 152<" in main(pages[0])
    assert ">Numéro 151<" in main(pages[1])
    assert ">Numéro 0<" in main(pages[2])


@pytest.mark.parametrize("path", ["", *LISTS, "/series/ete"])
def test_each_page_leads_to_the_others(author: Author, chalice_app: Any, path: str, prefix: str) -> None:
    many(author, 31 if not path else 301, **TERMS)
    reader = Reader(chalice_app, prefix)
    first, own = path or "/", f"{prefix}{path}"
    page = reader.asks(f"{path}/page/2")
    for rel, address in {"prev": f"{prefix}{first}", "next": f"{own}/page/3"}.items():
        assert f'<link rel="{rel}" href="{address}">' in page.text
        assert f'<a rel="{rel}" href="{address}">' in page.text
    assert f'<link rel="canonical" href="https://blog.example.org{path}/page/2">' in page.text
    menu = main(page).partition('<nav class="pages"')[2].partition("</nav>")[0]
    last = 3 if "archive" in path else 4
    for number in range(1, last + 1):
        address = f"{own}/page/{number}" if number > 1 else f"{prefix}{first}"
        current = ' aria-current="page"' if number == 2 else ""
        link = f'<a href="{address}" aria-label="Page {number} sur {last}"{current}>{number}</a>'
        assert link in menu
    begin, end = reader.asks(first), reader.asks(f"{path}/page/{last}")
    assert 'rel="prev"' not in begin.text
    assert 'rel="next"' not in end.text
    assert f'<link rel="canonical" href="https://blog.example.org{first}">' in begin.text


def test_pages_that_are_left_out_are_marked(author: Author, reader: Reader) -> None:
    many(author, 100)
    menu = main(reader.asks("/page/5")).partition('<nav class="pages"')[2]
    labels = ["Articles plus récents", "1", "…", "4", "5", "6", "…", "10", "Articles plus anciens"]
    assert re.findall(r">([^<>\n]+)</", menu) == labels


@pytest.mark.parametrize("path", ["", *LISTS, "/series/ete"])
def test_the_first_page_has_one_address(author: Author, chalice_app: Any, path: str, prefix: str) -> None:
    many(author, 3, **TERMS)
    reader = Reader(chalice_app, prefix)
    for number in ("1", "%31"):
        moved = reader.asks(f"{path}/page/{number}")
        assert (moved.status, moved.headers["location"]) == (301, prefix + (path or "/"))
        assert moved.headers["cache-control"].startswith("public, max-age=60, stale-")
    assert reader.follows(moved).status == 200
    with_query = reader.asks(f"{path}/page/1", query="utm=a%26b")
    assert with_query.headers["location"] == f"{prefix}{path or '/'}?utm=a%26b"


@pytest.mark.parametrize("path", ["", *LISTS, "/series/ete"])
@pytest.mark.parametrize(
    "number",
    ["0", "01", "-1", "+1", "1.0", "2", "999999", "9" * 400, "x", "%20", "²", "%00", "1%0A", "%2F", "1e1"],
)
def test_what_is_no_page_of_a_list_is_not_there(
    author: Author, reader: Reader, path: str, number: str
) -> None:
    many(author, 3, **TERMS)
    assert reader.asks(f"{path}/page/{number}").status == 404


@pytest.mark.parametrize("path", ["/page", "/archive/2025/page", "/tags/ete/page", "/series/ete/page"])
def test_a_step_on_the_way_is_no_page(author: Author, reader: Reader, path: str) -> None:
    many(author, 3, **TERMS)
    page = reader.asks(path)
    assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "path", ["/page/2", "/archive/2025/page/2", "/tags/ete/page/2", "/series/ete/page/2"]
)
def test_a_page_of_a_list_is_kept_like_any_other(
    author: Author, reader: Reader, calls: Calls, clock: FrozenClock, path: str
) -> None:
    many(author, 150, **TERMS)
    first = reader.asks(path)
    assert first.headers["cache-control"].startswith("public, max-age=60, stale-")
    assert reader.asks(path, If_None_Match=first.headers["etag"]).status == 304
    head = reader.asks(path, "HEAD")
    assert (head.status, head.headers, head.body) == (200, first.headers, b"")
    assert reader.asks(path, "POST").status == 405
