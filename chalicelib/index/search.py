"""Full-text search: which of the articles that the index shows have what a query asks for, the best first."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.content.article import Article
from chalicelib.content.typography import typographic
from chalicelib.index.articles import by_key
from chalicelib.index.file import IndexFile
from chalicelib.index.highlight import Marker, Part
from chalicelib.index.lists import next_change
from chalicelib.index.search_file import SearchFile
from chalicelib.index.search_query import Query
from chalicelib.index.visibility import LISTED, microseconds

MAX_RANKED = 500
"""Of a query that more articles answer, so many are ranked: those with all words in the title, then the
newest. All are counted."""

PAGE_SIZE = 10

_WEIGHTS = "1.0, 10.0, 5.0"
"""Of a word in the body, the title and the tags."""

_MATCHING = "SELECT rowid FROM words WHERE words MATCH ?"
_SCORED = (
    # Whole numbers: what differs by less is as good, and the newest of it comes first.
    f"SELECT rowid, CAST(ifnull(round(-1000 * bm25(words, {_WEIGHTS})), 0) AS INTEGER) "
    "FROM words WHERE words MATCH ? AND +rowid IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True)
class Hit:
    """An article that answers, with the pieces of its title and text that were searched for marked."""

    article: Article
    title: tuple[Part, ...]
    passage: tuple[Part, ...]


@dataclass(frozen=True)
class Results:
    """One page of results; `total` is how many articles answer."""

    hits: tuple[Hit, ...] = ()
    total: int = 0

    @property
    def listed(self) -> int:
        """How many of them can be seen on some page."""
        return min(self.total, MAX_RANKED)

    @property
    def last(self) -> int:
        """The number of the last page, 1 where there is nothing."""
        return max(1, -(-self.listed // PAGE_SIZE))


@dataclass(frozen=True)
class _Visible:
    """The articles that an index lists between two of its changes, the newest at position 0.

    `positions` are by the row number of the index, `document_positions` by that of the search file.
    """

    index: weakref.ref[IndexFile]
    begins: datetime
    ends: datetime | None
    keys: Sequence[str]
    positions: Mapping[int, int]
    document_positions: Mapping[int, int]
    document_ids: Mapping[int, int]

    def holds(self, index: IndexFile, now: datetime) -> bool:
        return self.index() is index and self.begins <= now and (self.ends is None or now < self.ends)


def search(
    search_file: SearchFile, index: IndexFile, query: Query, page_number: int, now: datetime
) -> Results:
    """Returns page `page_number` of the articles that `index` lists at `now` and that answer a query.

    Words are asked of the search file, tags and years of the index. Raises `Corrupt`.
    """
    if not query:
        return Results()
    visible = _visible(search_file, index, now)
    narrowed = _narrowed(index, query, visible, now)
    if query.wanted:
        matching = _matching(search_file, query.expression, visible)
        if narrowed is not None:
            matching = [position for position in matching if position in narrowed]
        ranked = _ranked(search_file, query, matching, visible)
    else:
        excluded = _matching(search_file, query.exclusion, visible) if query.unwanted else []
        matching = sorted((narrowed or set()).difference(excluded))
        ranked = matching[:MAX_RANKED]
    marker = Marker(query)
    start = (page_number - 1) * PAGE_SIZE
    keys = [visible.keys[position] for position in ranked[start : start + PAGE_SIZE]]
    articles = [article for key in keys if (article := by_key(index, key))]
    return Results(tuple(_hit(search_file, article, marker) for article in articles), len(matching))


def _hit(search_file: SearchFile, article: Article, marker: Marker) -> Hit:
    title = marker.marked(typographic(article.title, article.language))
    document = search_file.document(article.key)
    if document and document.etag == article.etag:
        return Hit(article, title, marker.snippet(document.text))
    # The words were those of another text.
    return Hit(article, title, ((article.excerpt, False),) if article.excerpt else ())


def _matching(search_file: SearchFile, expression: str, visible: _Visible) -> list[int]:
    """Returns the positions of the visible articles that an expression of FTS5 matches, the newest first."""
    positions = visible.document_positions
    rows = search_file.rows(_MATCHING, expression)
    return sorted(positions[document] for (document,) in rows if document in positions)


def _ranked(search_file: SearchFile, query: Query, matching: list[int], visible: _Visible) -> list[int]:
    """Returns the positions of the best, the best first; whose title has all words comes before others."""
    titled = set(_matching(search_file, f"{{title}} : ({query.expression_of_wanted})", visible))
    candidates = [position for position in matching if position in titled][:MAX_RANKED]
    for position in matching:
        if len(candidates) >= MAX_RANKED:
            break
        if position not in titled:
            candidates.append(position)
    ids = json.dumps([visible.document_ids[position] for position in candidates])
    scores = {
        visible.document_positions[document]: score
        for document, score in search_file.rows(_SCORED, query.expression, ids)
    }
    return sorted(
        candidates, key=lambda position: (position not in titled, -scores.get(position, 0), position)
    )


def _narrowed(index: IndexFile, query: Query, visible: _Visible, now: datetime) -> set[int] | None:
    """Returns the positions of the articles that have a query's tags and years, None where it names none."""
    conditions, values = [LISTED], {"now": microseconds(now)}
    having = "articles.article {} (SELECT article FROM article_terms WHERE taxonomy = 'tags' AND slug = :{})"
    tags: dict[str, str] = {}
    for operator, slugs in (("IN", query.tags), ("NOT IN", query.other_tags)):
        for slug in slugs:
            name = f"tag{len(tags)}"
            tags[name] = slug
            conditions.append(having.format(operator, name))
    if query.first is not None:
        conditions.append("articles.year >= :first")
        values["first"] = query.first
    if query.last is not None:
        conditions.append("articles.year <= :last")
        values["last"] = query.last
    if len(conditions) == 1:
        return None
    # What was typed is bound.
    statement = f"SELECT articles.article FROM articles WHERE {' AND '.join(conditions)}"
    return {visible.positions[article] for (article,) in index.rows(statement, **values, **tags)}


def _visible(search_file: SearchFile, index: IndexFile, now: datetime) -> _Visible:
    """Returns the articles that an index lists at `now`: kept until the next of them comes or goes."""
    visible = _kept.get(search_file)
    if visible is None or not visible.holds(index, now):
        visible = _kept[search_file] = _read_visible(search_file, index, now)
    return visible


_kept: weakref.WeakKeyDictionary[SearchFile, _Visible] = weakref.WeakKeyDictionary()


def _read_visible(search_file: SearchFile, index: IndexFile, now: datetime) -> _Visible:
    statement = f"SELECT article, key FROM articles WHERE {LISTED} ORDER BY date DESC, key DESC"
    articles = index.rows(statement, now=microseconds(now))
    ids = dict(search_file.rows("SELECT key, id FROM documents"))
    document_ids = {position: ids[key] for position, (_, key) in enumerate(articles) if key in ids}
    return _Visible(
        index=weakref.ref(index),
        begins=now,
        ends=next_change(index, now),
        keys=[key for _, key in articles],
        positions={article: position for position, (article, _) in enumerate(articles)},
        document_positions={document: position for position, document in document_ids.items()},
        document_ids=document_ids,
    )
