"""Full-text search: which of the articles that the index shows have what a query asks for, the best first."""

from __future__ import annotations

import json
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import neg

from chalicelib.content.article import Article
from chalicelib.index.articles import by_key
from chalicelib.index.file import IndexFile
from chalicelib.index.highlight import Marker, Part
from chalicelib.index.lists import next_change
from chalicelib.index.search_file import SearchFile
from chalicelib.index.search_query import Query
from chalicelib.index.visibility import LISTED, microseconds

MAX_RANKED = 500
"""Of a query that more articles answer, so many are listed: those with all words in the title, as they were
typed before other forms of them, then the newest. All are counted."""

PAGE_SIZE = 10

_WEIGHTS = "1.0, 10.0, 5.0"
"""Of a word in the body, the title and the tags."""

# Twice as fast as a row for each.
_MATCHING = "SELECT json_group_array(rowid) FROM words WHERE words MATCH ?"
_TITLED = "SELECT json_group_array(rowid) FROM titles WHERE titles MATCH ?"
_SCORED = (
    # Whole numbers: what differs by less is as good, and the newest of it comes first.
    f"SELECT rowid, CAST(ifnull(round(-1000 * bm25(words, {_WEIGHTS})), 0) AS INTEGER) "
    "FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
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

    `years` are those of the articles, the last first; `positions` are by the row number of the index,
    `document_positions` by that of the search file, and `document_ids` the other way round.
    """

    index: weakref.ref[IndexFile]
    begins: datetime
    ends: datetime | None
    keys: Sequence[str]
    years: Sequence[int]
    positions: Mapping[int, int]
    document_positions: Mapping[int, int]
    document_ids: Mapping[int, int]

    def holds(self, index: IndexFile, now: datetime) -> bool:
        return self.index() is index and self.begins <= now and (self.ends is None or now < self.ends)

    def of_years(self, first: int | None, last: int | None) -> range:
        """Returns the positions of the articles from one year to another, both included: they follow one
        another, since the order is that of the dates."""
        start = 0 if last is None else bisect_left(self.years, -last, key=neg)
        end = len(self.years) if first is None else bisect_right(self.years, -first, key=neg)
        return range(start, max(start, end))


def search(
    search_file: SearchFile, index: IndexFile, query: Query, page_number: int, now: datetime
) -> Results:
    """Returns page `page_number` of the articles that `index` lists at `now` and that answer a query.

    Words are asked of the search file, tags and years of the index. Raises `Corrupt`.
    """
    if not query:
        return Results()
    visible = _visible(search_file, index, now)
    allowed = _allowed(index, query, visible)
    if query.terms:
        matching = _matching(search_file, _MATCHING, query.expression, visible)
        if len(allowed) < len(visible.keys):
            matching = [position for position in matching if position in allowed]
        ranked = _ranked(search_file, query, matching, visible)
    else:
        excluded = (
            set(_matching(search_file, _MATCHING, query.exclusion, visible)) if query.excluded_terms else ()
        )
        matching = sorted(position for position in allowed if position not in excluded)
        ranked = matching[:MAX_RANKED]
    marker = Marker(query)
    start = (page_number - 1) * PAGE_SIZE
    keys = [visible.keys[position] for position in ranked[start : start + PAGE_SIZE]]
    articles = [article for key in keys if (article := by_key(index, key))]
    return Results(tuple(_hit(search_file, article, marker) for article in articles), len(matching))


def _hit(search_file: SearchFile, article: Article, marker: Marker) -> Hit:
    title = marker.marked(article.title)
    document = search_file.document(article.key)
    if document and document.etag == article.etag:
        return Hit(article, title, marker.passage(document.text))
    # The words were those of another text.
    excerpt = article.excerpt
    return Hit(article, title, ((excerpt, False),) if excerpt else ())


def _matching(search_file: SearchFile, statement: str, expression: str, visible: _Visible) -> list[int]:
    """Returns the positions of the visible articles that an expression of FTS5 matches, the newest first; by
    `_MATCHING` those that have it anywhere, by `_TITLED` in their title."""
    positions = visible.document_positions
    ((documents,),) = search_file.rows(statement, expression)
    return sorted([positions[document] for document in json.loads(documents) if document in positions])


def _ranked(search_file: SearchFile, query: Query, matching: list[int], visible: _Visible) -> list[int]:
    """Returns the positions of at most `MAX_RANKED`: whose title has all words as they were typed, then whose
    title has them in any form, each the newest first; then the others, the best first."""
    in_title = set(_matching(search_file, _TITLED, query.inclusion, visible))
    titled = [position for position in matching if position in in_title]
    if len(titled) > 1:
        as_typed = set(_matching(search_file, _TITLED, query.exact_inclusion, visible))
        titled.sort(key=lambda position: position not in as_typed)
    titled = titled[:MAX_RANKED]
    others = [position for position in matching if position not in in_title][: MAX_RANKED - len(titled)]
    if not others:
        return titled
    ids = [visible.document_ids[position] for position in others]
    scored = search_file.rows(_SCORED, query.expression, min(ids), max(ids), json.dumps(ids))
    scores = {visible.document_positions[document]: score for document, score in scored}
    return titled + sorted(others, key=lambda position: (-scores.get(position, 0), position))


def _allowed(index: IndexFile, query: Query, visible: _Visible) -> Collection[int]:
    """Returns the positions of the visible articles that have a query's tags and years."""
    years = visible.of_years(query.first_year, query.last_year)
    if not (query.tags or query.excluded_tags):
        return years
    tagged = set(years)
    for slug in query.tags:
        tagged &= _tagged(index, slug, visible)
    for slug in query.excluded_tags:
        tagged -= _tagged(index, slug, visible)
    return tagged


def _tagged(index: IndexFile, slug: str, visible: _Visible) -> set[int]:
    statement = "SELECT json_group_array(article) FROM article_terms WHERE taxonomy = 'tags' AND slug = :slug"
    ((articles,),) = index.rows(statement, slug=slug)
    return {visible.positions[article] for article in json.loads(articles) if article in visible.positions}


def _visible(search_file: SearchFile, index: IndexFile, now: datetime) -> _Visible:
    """Returns the articles that an index lists at `now`: kept until the next of them comes or goes."""
    visible = _kept.get(search_file)
    if visible is None or not visible.holds(index, now):
        visible = _kept[search_file] = _read_visible(search_file, index, now)
    return visible


_kept: weakref.WeakKeyDictionary[SearchFile, _Visible] = weakref.WeakKeyDictionary()


def _read_visible(search_file: SearchFile, index: IndexFile, now: datetime) -> _Visible:
    statement = f"SELECT article, key, year FROM articles WHERE {LISTED} ORDER BY date DESC, key DESC"
    articles = index.rows(statement, now=microseconds(now))
    ids = dict(search_file.rows("SELECT key, id FROM documents"))
    keys = [key for _, key, _ in articles]
    document_ids = {position: ids[key] for position, key in enumerate(keys) if key in ids}
    return _Visible(
        index=weakref.ref(index),
        begins=now,
        ends=next_change(index, now),
        keys=keys,
        years=[year for _, _, year in articles],
        positions={article: position for position, (article, _, _) in enumerate(articles)},
        document_positions={document: position for position, document in document_ids.items()},
        document_ids=document_ids,
    )
