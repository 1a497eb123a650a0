"""One search database, read: which documents have what a query asks for, the best first."""

from __future__ import annotations

import math
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from chalicelib.index.search_query import Query
from chalicelib.searching.database import Shelf, common_words, connect, open_file, read, seconds, translated
from chalicelib.searching.document import Document

RANKED = 500
"""Of a query that more articles answer, so many of those that came last are ranked; all are counted."""

_WEIGHTS = "1.0, 10.0, 5.0"  # body, title, tags

Run = Callable[..., sqlite3.Cursor]

_LEAST = 1e-6  # what FTS5 takes for the rarity of a word that half of all have


@dataclass(frozen=True)
class Match:
    """A document that answers a query: how well (more is better), its date in seconds, and its id."""

    score: float
    date: int
    id: int


@dataclass(frozen=True)
class Matches:
    """The best matches, in no order, and how many there are in all."""

    best: tuple[Match, ...]
    total: int


class Catalogue:
    """An open database. Any thread may ask, one after another. What is damaged raises `Corrupt`."""

    def __init__(self, connection: sqlite3.Connection, name: str = "") -> None:
        self.name = name
        self._connection = connection
        self._lock = threading.Lock()
        weakref.finalize(self, connection.close)
        with self._reading() as run:
            self._common = common_words(connection)
            self._ids: dict[str, int] = dict(run("SELECT path, id FROM articles"))

    @classmethod
    def of_file(cls, path: Path, name: str = "") -> Catalogue:
        """That of a base; the file may be removed as soon as it is open. Raises `Corrupt`."""
        return cls(open_file(path), name)

    @classmethod
    def of_documents(cls, documents: Iterable[Document], name: str = "") -> Catalogue:
        """One in memory, for a few."""
        connection = connect("file::memory:", kilobytes=1024, shared=True)
        shelf = Shelf.new(connection)
        connection.execute("BEGIN")
        for document in sorted(documents, key=lambda one: one.date):
            shelf.put(document)
        connection.execute("COMMIT")
        return cls(connection, name)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def paths(self) -> Collection[str]:
        """Those of all its documents."""
        return self._ids.keys()

    def ids_of(self, paths: Iterable[str]) -> frozenset[int]:
        """The ids of those paths that it has."""
        return frozenset(self._ids[path] for path in paths if path in self._ids)

    def matches(self, query: Query, now: datetime, zone: tzinfo, without: Collection[int] = ()) -> Matches:
        """What answers a query at `now`, its years those of `zone`, without some ids."""
        where, values = _conditions(query, now, zone, without)
        if expression := query.expression:
            score, table = f"-bm25(words, {_WEIGHTS})", "words"
            where, values = ["words MATCH ?", *where], [expression, *values]
        else:
            score, table = "0.0", "articles"
        where = [condition.replace("{id}", f"+{table}.rowid") for condition in where]
        after = f"FROM {table} WHERE {' AND '.join(where)}"
        # Every part of these statements is written above and below: what was typed is bound.
        date = f"(SELECT date FROM articles AS a WHERE a.id = {table}.rowid)"  # noqa: S608
        with self._reading() as run:
            rows = run(
                f"SELECT {score}, {date}, {table}.rowid {after} ORDER BY {table}.rowid DESC LIMIT {RANKED}",
                values,
            ).fetchall()
            total = len(rows)
            if total == RANKED:
                (total,) = run(f"SELECT count(*) {after}", values).fetchone()
        return Matches(tuple(Match(*row) for row in rows), total)

    def rarity(self, expression: str) -> float:
        """How much it says that a document has this, as FTS5's bm25 reckons it."""
        with self._reading() as run:
            statement = "SELECT count(*) FROM words WHERE words MATCH ?"
            (found,) = run(statement, (expression,)).fetchone()
        return max(_LEAST, math.log((len(self) - found + 0.5) / (found + 0.5)))

    def scores(self, expression: str) -> dict[int, float]:
        """How well each document that has one phrase does so, by id: to be multiplied by its rarity."""
        with self._reading() as run:
            statement = f"SELECT rowid, -bm25(words, {_WEIGHTS}) FROM words WHERE words MATCH ?"  # noqa: S608
            rows = run(statement, (expression,)).fetchall()
        rarity = self.rarity(expression)
        return {one: score / rarity for one, score in rows}

    def document(self, one: int) -> Document:
        """The document of an id."""
        with self._reading():
            return read(self._connection, one, self._common)

    @contextmanager
    def _reading(self) -> Iterator[Run]:
        with self._lock, translated("the search database"):
            yield self._connection.execute


def _conditions(
    query: Query, now: datetime, zone: tzinfo, without: Collection[int]
) -> tuple[list[str], list[str | int]]:
    """What a row must hold besides the words, ``{id}`` for its id, and the values to bind."""
    where = ["{id} NOT IN (SELECT id FROM articles WHERE expires <= ?)"]
    values: list[str | int] = [seconds(now)]
    if without:
        where.append(f"{{id}} NOT IN ({', '.join(str(int(one)) for one in sorted(without))})")
    for tag in query.tags:
        where.append("{id} IN (SELECT id FROM tags WHERE slug = ?)")
        values.append(tag)
    for tag in query.other_tags:
        where.append("{id} NOT IN (SELECT id FROM tags WHERE slug = ?)")
        values.append(tag)
    if query.first is not None:
        where.append("{id} IN (SELECT id FROM articles WHERE date >= ?)")
        values.append(seconds(datetime(query.first, 1, 1, tzinfo=zone)))
    if query.last is not None:
        where.append("{id} IN (SELECT id FROM articles WHERE date < ?)")
        values.append(seconds(datetime(min(query.last, 9998) + 1, 1, 1, tzinfo=zone)))
    if query.unwanted and not query.wanted:
        where.append("{id} NOT IN (SELECT rowid FROM words WHERE words MATCH ?)")
        values.append(query.exclusion)
    return where, values
