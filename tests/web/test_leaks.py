"""What nobody may see is on no route."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest

from chalicelib.publishing.search_documents import update_search
from chalicelib.web.urls import PATHS
from tests.conftest import Author, FrozenClock, Reader

HIDDEN = {
    "draft": "draft: true\ndate: 2026-01-05",
    "scheduled": "date: 2026-06-01",
    "expired": "date: 2026-01-05\nexpires: 2026-02-01",
    "unlisted": "date: 2026-01-05\nunlisted: true",
}
# What variables of an address stand for: the hidden article, what only it has, and others.
VALUES = {
    "slug": ["hidden", "murmured", "whispered", "open", "shared", "saga"],
    "number": ["1", "2"],
    "year": ["2026", "2025"],
    "token": ["murmured"],
    "id": ["murmured"],
    "name": ["site.css"],
    "proxy+": ["murmured.png"],
}
TERMS = "tags: [Shared, Murmured]\ncategories: [Shared, Whispered]\nseries: Saga"
SHOWN = "tags: [Shared]\ncategories: [Shared]\nseries: Saga"
WORDS = ("murmured", "whispered")


def hidden(line: str) -> str:
    head = f"title: Murmured title\n{line}\n{TERMS}\ntranslation: t\nlanguage: en"
    return f"---\n{head}\n---\nWhispered cachalots.\n"


def others() -> dict[str, str]:
    return {
        f"{name}": f"---\ntitle: Title {name}\ndate: {date}\n{SHOWN}\ntranslation: {t}\n---\nCachalots.\n"
        for name, date, t in (
            ("open", "2026-01-04", "t"),
            ("later", "2026-01-06", ""),
            ("old", "2025-01-01", ""),
        )
    }


def addresses() -> list[str]:
    """Every route, with all values of its variables."""
    expanded = []
    for path in PATHS.values():
        names = [name for name in VALUES if f"{{{name}}}" in path]
        for values in product(*(VALUES[name] for name in names)):
            address = path
            for name, value in zip(names, values, strict=True):
                address = address.replace(f"{{{name}}}", value)
            expanded.append(address)
    return expanded


QUERIES = ["q=murmured", "q=whispered", "q=cachalots", "tag=murmured", "from=2000", "q=cachalots&tag=shared"]


def publish(author: Author, **files: str) -> None:
    """Upload articles and bring the search up to date."""
    author.publishes(**files)
    assert update_search(author.blog.bucket, author.index, author.blog.render_worker, {}, lambda: inf)


def shown(reader: Reader, kind: str) -> dict[str, str]:
    """What each address shows, but for the page of an unlisted article, which who knows its address sees."""
    paths = [path for path in addresses() if kind != "unlisted" or not path.startswith("/articles/hidden")]
    answers = {path: reader.asks(path) for path in paths}
    answers |= {f"/search?{query}": reader.asks("/search", query=query) for query in QUERIES}
    return {path: answer.body.decode(errors="replace").lower() for path, answer in answers.items()}


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("was_public", [False, True], ids=["never public", "was public"])
def test_what_is_hidden_is_on_no_route(
    author: Author, reader: Reader, clock: FrozenClock, kind: str, was_public: bool
) -> None:
    if was_public:
        publish(author, hidden=hidden("date: 2026-01-05"), **others())
        assert "murmured" in shown(reader, kind)["/search?q=cachalots"]
        clock.advance(minutes=2)
        publish(author, hidden=hidden(HIDDEN[kind]))
    else:
        publish(author, hidden=hidden(HIDDEN[kind]), **others())
    clock.advance(minutes=2)
    pages = shown(reader, kind)
    assert "title open" in pages["/search?q=cachalots"]
    for path, page in pages.items():
        for word in WORDS:
            # A page may say back what it was asked for.
            if word not in path:
                assert word not in page, path
        assert "murmured title" not in page, path
        assert "/articles/hidden" not in page or path.startswith("/articles/hidden"), path
    for path in (
        "/tags/murmured",
        "/tags/murmured/feed.xml",
        "/categories/whispered",
        "/categories/whispered/feed.json",
    ):
        assert reader.asks(path).status == 404
    feed = reader.asks("/articles/hidden/comments/feed.xml").status
    assert feed == (200 if kind == "unlisted" else 404)


def test_all_variables_of_addresses_have_values() -> None:
    assert not [path for path in addresses() if "{" in path]
