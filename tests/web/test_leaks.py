"""What nobody may see is on no route, whichever of the ways it went that publishing has."""

from __future__ import annotations

from itertools import product

import pytest
from chalicelib.content.binding import listed
from chalicelib.content.edition.pieces import Measure
from chalicelib.reading import published

from chalicelib.publishing import stocking
from chalicelib.services import Services
from chalicelib.web.urls import PATHS
from tests.conftest import Author, FrozenClock, Reader

HIDDEN = {
    "draft": "draft: true\ndate: 2026-01-05",
    "scheduled": "date: 2026-06-01",
    "expired": "date: 2026-01-05\nexpires: 2026-02-01",
    "unlisted": "date: 2026-01-05\nunlisted: true",
}
# What an address has in its places: of the article that is hidden, of what only it has, and of others.
FILLED = {
    "slug": ["hidden", "murmured", "whispered", "open", "shared", "saga"],
    "number": ["1", "2"],
    "year": ["2026", "2025"],
    "token": ["murmured"],
    "name": ["site.css"],
    "proxy+": ["murmured.png"],
}
FILED = "tags: [Shared, Murmured]\ncategories: [Shared, Whispered]\nseries: Saga"
SHOWN = "tags: [Shared]\ncategories: [Shared]\nseries: Saga"
WORDS = ("murmured", "whispered")


def hidden(line: str) -> str:
    head = f"title: Murmured title\n{line}\n{FILED}\ntranslation: t\nlanguage: en"
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
    """Every route there is, with all that may stand in its places."""
    found = []
    for path in PATHS.values():
        names = [name for name in FILLED if f"{{{name}}}" in path]
        for values in product(*(FILLED[name] for name in names)):
            address = path
            for name, value in zip(names, values, strict=True):
                address = address.replace(f"{{{name}}}", value)
            found.append(address)
    return found


QUERIES = ["q=murmured", "q=whispered", "q=cachalots", "tag=murmured", "from=2000", "q=cachalots&tag=shared"]


@pytest.fixture(params=["settled, in the base", "new, among the recent"])
def _ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param.startswith("settled"):
        monkeypatch.setattr(listed, "NEWCOMERS", Measure(average=1, most=1, heaviest=1))
        monkeypatch.setattr(stocking, "MOST", 0)


def shown(reader: Reader, kind: str) -> dict[str, str]:
    """What each address shows, but for the page of an article that is found by who knows its address."""
    own = ("/articles/hidden",) if kind == "unlisted" else ()
    asked = {path: reader.asks(path) for path in addresses() if not path.startswith(own or ("\0",))}
    asked |= {f"/search?{query}": reader.asks("/search", query=query) for query in QUERIES}
    return {path: answer.body.decode(errors="replace").lower() for path, answer in asked.items()}


@pytest.mark.usefixtures("_ways")
@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("was_public", [False, True], ids=["never public", "was public"])
def test_what_is_hidden_is_on_no_route(
    author: Author, blog: Services, reader: Reader, clock: FrozenClock, kind: str, was_public: bool
) -> None:
    if was_public:
        author.publishes(hidden=hidden("date: 2026-01-05"), **others())
        assert "murmured" in shown(reader, kind)["/search?q=cachalots"]
        clock.advance(minutes=2)
        author.publishes(hidden=hidden(HIDDEN[kind]))
    else:
        author.publishes(hidden=hidden(HIDDEN[kind]), **others())
    clock.advance(minutes=2)
    front = published(blog.bucket)[0]
    assert front.holdings.base or front.holdings.recent
    pages = shown(reader, kind)
    assert "title open" in pages["/search?q=cachalots"]
    for path, page in pages.items():
        asked = path.partition("?")[2].partition("=")[2] + path
        for word in WORDS:
            # A page may say back what it was asked for.
            if word not in asked:
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


def test_all_places_of_addresses_are_filled() -> None:
    assert not [path for path in addresses() if "{" in path]
