"""One article by its address, old or new, and what its page leads to."""

from __future__ import annotations

import pytest

from chalicelib.content.site import Site
from chalicelib.index.articles import (
    all_articles,
    by_key,
    favourite,
    featured,
    find,
    legal,
    translations,
)
from chalicelib.index.file import IndexFile, open_index
from chalicelib.index.redirects import redirect_for
from chalicelib.index.writer import IndexWriter
from tests.conftest import NOW
from tests.index.examples import DATE, HOUR, article, index_of, packed_index

HIDDEN = [{"draft": True}, {"date": NOW + HOUR}, {"expires": NOW}]


def redirected(index: IndexFile, path: str) -> str:
    target = redirect_for(index, NOW, path)
    return target.path if target else ""


@pytest.mark.parametrize("fields", HIDDEN)
def test_what_is_not_public_is_found_by_its_author_alone(fields: dict[str, object]) -> None:
    hidden = article("a", **{"aliases": ("/old",), **fields})
    index = index_of([hidden])
    assert find(index, NOW, "articles", "a") is None
    assert redirected(index, "/old") == ""
    assert by_key(index, hidden.key) == hidden
    assert all_articles(index) == [hidden]


def test_articles_and_pages_of_one_slug_are_two() -> None:
    index = index_of([article("a"), article("a", kind="pages", key="pages/a.md")])
    for kind in ("articles", "pages"):
        target = find(index, NOW, kind, "a")
        assert target is not None
        assert target.key == f"{kind}/a.md"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/2013/old.html", "/articles/a"),
        ("/2013/old/", "/articles/a"),
        ("/2013/old/index.html", "/articles/a"),
        ("/e\u0301te\u0301", "/articles/a"),
        ("/articles/a.html", "/articles/a"),
        ("/articles/a/", "/articles/a"),
        ("/pages/index.html", "/pages/index"),
        ("/articles/a", ""),
        ("/a", ""),
        ("/", ""),
        ("/\udc80", ""),
        ("/articles/" + "x" * 9000, ""),
    ],
)
def test_an_old_address_leads_to_who_had_it(path: str, target: str) -> None:
    old = article("a", aliases=("/2013/old.html", "/été"))
    index = index_of([old, article("index", kind="pages", key="pages/index.md")])
    assert redirected(index, path) == target


def test_who_names_an_old_address_comes_before_who_had_it_and_the_older_before_the_newer() -> None:
    newer = article("a", aliases=("/old",))
    older = article("b", aliases=("/old",), date=DATE - HOUR)
    writer = IndexWriter.of(packed_index([newer, older, article("c")]))
    for path in ("/old", "/older"):
        writer.write_former_path(path, "articles/c")
    index = open_index(writer.packed())
    assert (redirected(index, "/old"), redirected(index, "/older.html")) == ("/articles/b", "/articles/c")


def test_translations_are_one_in_each_language() -> None:
    german, second = (
        article("b", language="de", translation="t"),
        article("c", language="de", translation="t"),
    )
    original = article("a", translation="t")
    others = [
        article("d", language="it", translation="t", unlisted=True),
        article("e", language="es", translation="t", draft=True),
        article("f", language="en", translation="u"),
        article("p", language="pt", translation="t", kind="pages"),
        article("g", language="en", translation="t"),
    ]
    index = index_of([original, second, german, *others])
    assert [summary.slug for summary in translations(index, NOW, original)] == ["b", "g"]
    assert translations(index, NOW, article("z")) == []


def test_the_newest_article_that_says_so_is_featured_unless_the_settings_name_one() -> None:
    examples = [
        article("a", featured=True),
        article("b", featured=True, date=DATE - HOUR),
        article("c", featured=True, date=NOW + HOUR),
        article("d", featured=True, date=NOW - HOUR, unlisted=True),
        article("p", kind="pages"),
    ]
    index = index_of(examples)
    assert featured(index, NOW) == examples[0].summary()
    assert (favourite(index, NOW), legal(index, NOW)) == (None, None)
    chosen = index_of(examples, site=Site(featured="b", favourite="c", legal="p"))
    assert getattr(featured(chosen, NOW), "slug", "") == "b"
    assert favourite(chosen, NOW) is None, "it is to come"
    assert getattr(legal(chosen, NOW), "path", "") == "/pages/p"
    assert featured(index_of(examples, site=Site(featured="nobody")), NOW) is None
