"""Articles of a few words, indexes of them, and all that pages ask of an index."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile
from chalicelib.content.site import Footer, Site
from chalicelib.index import articles, lists, players, redirects, related
from chalicelib.index.file import IndexFile, open_index, unpacked
from chalicelib.index.links import IndexTargets
from chalicelib.index.writer import IndexWriter
from tests.conftest import NOW

DATE = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def article(name: str, **fields: Any) -> Article:
    """An article of the file `articles/{name}.md`, or a page, which is public."""
    kind = fields.get("kind", "articles")
    values = {
        "key": f"{kind}/{name}.md",
        "kind": kind,
        "id": f"{kind}/{name}",
        "slug": name,
        "title": name.title(),
        "date": DATE,
        "language": "fr",
        "etag": '"e"',
        "version": "",
    }
    return Article(**{**values, **fields})


def packed_index(
    examples: Iterable[Article], media: Mapping[str, MediaFile] | None = None, site: Site | None = None
) -> bytes:
    """An index of these articles, as it lies in the bucket."""
    site = site or Site(timezone="UTC")
    writer = IndexWriter.of(None)
    with writer.transaction():
        writer.write_state(generation=1, listing_digest="", complete=True, parser_version=1, site=site)
        for example in examples:
            writer.write_article(example, site.zone)
        for key, medium in (media or {}).items():
            writer.write_medium(key, medium)
    return writer.packed()


def index_of(
    examples: Iterable[Article], media: Mapping[str, MediaFile] | None = None, site: Site | None = None
) -> IndexFile:
    """An index of these articles, as readers have it."""
    return open_index(packed_index(examples, media, site))


def database_of(packed: bytes) -> bytes:
    """The bytes of the database in an index."""
    return zlib.decompress(packed, 31)


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
moments = st.builds(
    lambda hours, microseconds: NOW + hours * HOUR + timedelta(microseconds=microseconds),
    st.integers(-20_000, 20_000),
    st.sampled_from([0, 0, 1, 999_999]),
)
near_moments = st.integers(-3, 3).map(lambda hours: NOW + hours * HOUR)
labels = st.lists(st.sampled_from(["Ship", "ship", "SHIP", "Tree", "Été", "!"]), max_size=3).map(tuple)


def some_articles(dates: st.SearchStrategy[datetime] = near_moments) -> st.SearchStrategy[list[Article]]:
    """A few articles and pages, hidden ones among them."""
    return st.lists(
        st.builds(
            article,
            st.sampled_from("abcdefgh"),
            kind=st.sampled_from(["articles", "articles", "articles", "pages"]),
            date=dates,
            appears=st.none() | dates,
            expires=st.none() | dates,
            draft=st.integers(0, 4).map(lambda n: n == 0),
            unlisted=st.integers(0, 4).map(lambda n: n == 0),
            featured=st.booleans(),
            title=st.sampled_from(["X", "y", "Z"]),
            tags=labels,
            categories=labels,
            series=st.sampled_from(["", "Ship", "ship", "Tree"]),
            language=st.sampled_from(["fr", "en"]),
            translation=st.sampled_from(["", "t"]),
            order=st.integers(0, 2),
        ),
        unique_by=lambda example: example.key,
        max_size=8,
    )


class RecordingIndex(IndexFile):
    """An index that remembers what it was asked."""

    def __init__(self, packed: bytes) -> None:
        super().__init__(unpacked(packed))
        self.statements: list[tuple[str, dict[str, Any]]] = []

    def rows(self, statement: str, /, **values: Any) -> Any:
        self.statements.append((statement, values))
        return super().rows(statement, **values)

    def row(self, statement: str, /, **values: Any) -> Any:
        self.statements.append((statement, values))
        return super().row(statement, **values)

    def plan(self, statement: str, values: dict[str, Any]) -> str:
        """How SQLite answers a statement, a line a step."""
        return "\n".join(row["detail"] for row in super().rows(f"EXPLAIN QUERY PLAN {statement}", **values))


RICH = article(
    "rich", tags=("Ship",), categories=("C",), series="S", translation="t", featured=True, aliases=("/old",)
)

READERS: dict[Callable[..., Any], tuple[Any, ...]] = {
    articles.find: ("articles", "rich"),
    redirects.redirect_for: ("/nowhere",),
    redirects.redirect_with_query: ("/", frozenset({("p", "12")})),
    articles.neighbours: (RICH,),
    articles.translations: (RICH,),
    articles.featured: (),
    articles.favourite: (),
    articles.legal: (),
    articles.worth_reading: (),
    lists.newest: (10,),
    lists.total: (),
    lists.years: (),
    lists.of_year: (2026, 10),
    lists.of_term: ("tags", "ship", 10),
    lists.term: ("tags", "ship"),
    lists.terms: ("tags",),
    lists.taxonomies_in_use: (),
    lists.place_in_series: (RICH,),
    lists.standing_pages: (),
    lists.sitemap_articles: (10,),
    lists.next_change: (),
    related.most_related: (RICH,),
    players.players: (RICH,),
}
"""All that readers' pages ask, each with the arguments after index and time."""


def recorded(reader: Callable[..., Any]) -> RecordingIndex:
    """An index that was asked by one reader."""
    index = RecordingIndex(
        packed_index(
            [RICH], site=Site(favourite="rich", legal="rich", footer=Footer(worth_reading=("rich",)))
        )
    )
    index.statements.clear()
    reader(index, NOW, *READERS[reader])
    return index


def recorded_links() -> RecordingIndex:
    """An index that was asked where links lead."""
    index = RecordingIndex(packed_index([RICH]))
    targets = IndexTargets(index, NOW)
    for ask in (targets.article_of_file, targets.article_at, targets.article_named):
        ask("/articles/nowhere")
    targets.medium_of_file("media/a.png")
    targets.medium_named("a.png")
    return index
