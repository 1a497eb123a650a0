"""Search files and indexes for the tests of search, made of a few words each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.content.article import Article
from chalicelib.index.file import IndexFile
from chalicelib.index.search import Results, search
from chalicelib.index.search_document import SearchDocument
from chalicelib.index.search_file import SearchFile, open_search_file
from chalicelib.index.search_query import parse
from chalicelib.index.search_writer import update
from chalicelib.index.writer import IndexWriter
from tests.conftest import NOW

DATE = datetime(2026, 1, 1, tzinfo=UTC)


def article(name: str, title: str = "Titre", **fields: Any) -> Article:
    """An article of the index; its ETag is "1"."""
    given = {"date": DATE, "language": "fr", "etag": "1", "version": "", "id": name, **fields}
    return Article(kind="articles", key=f"articles/{name}.md", slug=name, title=title, **given)


def document(name: str, text: str = "", title: str = "Titre", **fields: Any) -> SearchDocument:
    """What the search file has of it."""
    return SearchDocument(
        **{"key": f"articles/{name}.md", "etag": "1", "title": title, "text": text, **fields}
    )


def index_of(articles: Iterable[Article]) -> IndexFile:
    writer = IndexWriter.of(None)
    for example in articles:
        writer.write_article(example, UTC)
    return writer.index


def search_file_of(documents: Iterable[SearchDocument]) -> SearchFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite"
        update(path, documents)
        return open_search_file(path)


class Blog:
    """An index and the search file that belongs to it."""

    def __init__(self, texts: Iterable[tuple[Article, str]]) -> None:
        pairs = list(texts)
        self.index = index_of(article for article, _ in pairs)
        self.search_file = search_file_of(
            SearchDocument(
                key=article.key,
                etag=article.etag,
                title=article.title,
                tags=article.tags,
                categories=article.categories,
                text=text,
            )
            for article, text in pairs
        )

    def search(self, typed: str, page: int = 1, now: datetime = NOW) -> Results:
        return search(self.search_file, self.index, parse(typed), page, now)

    def finds(self, typed: str, page: int = 1, now: datetime = NOW) -> list[str]:
        """The slugs of the articles on a page of results."""
        return slugs(self.search(typed, page, now))


def slugs(results: Results) -> list[str]:
    return [hit.article.slug for hit in results.hits]
