"""The file that holds most articles for a search: built once, amended now and then, else only read.

Nobody may read it meanwhile. What fails halfway leaves a file of no use: each raises `Corrupt` for one
that was so before, and `Unavailable` where this machine cannot search at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path

from chalicelib.errors import Corrupt
from chalicelib.searching.database import Shelf, common_words, connect, is_ours, open_file, read, translated
from chalicelib.searching.document import Document

_WHAT = "the search database"

_SAMPLES = 200
"""Documents from which the words common to all texts are taken."""

_KILOBYTES = 16 * 1024
"""Memory for writing; FTS5 takes another megabyte."""


def build(path: Path, documents: Iterable[Document]) -> None:
    """Write a new base over whatever lies at `path`. The oldest documents come first: of a word that very
    many have, those that came last are ranked alone."""
    path.unlink(missing_ok=True)
    coming = iter(documents)
    samples = list(islice(coming, _SAMPLES))
    with _written(path) as connection:
        shelf = Shelf.new(connection, samples)
        _put(connection, shelf, (), chain(samples, coming))


def amend(path: Path, gone: Iterable[str], documents: Iterable[Document]) -> None:
    """Take out the documents of some paths, known or not, and put others in, each in the place of the one
    that has its path."""
    if not path.exists():
        raise Corrupt("there is no search database to amend", log_summary="no search database")
    with _written(path) as connection:
        with translated(_WHAT):
            if not is_ours(connection):
                raise Corrupt(
                    "the search database is of another version", log_summary="search database: version"
                )
            shelf = Shelf(connection)
        _put(connection, shelf, gone, documents)


def contents(path: Path) -> Iterator[Document]:
    """All documents of a base, by path. Raises `Corrupt`."""
    with closing(open_file(path)) as connection:
        with translated(_WHAT):
            common = common_words(connection)
            ids = connection.execute("SELECT id FROM articles ORDER BY path").fetchall()
        for (one,) in ids:
            with translated(_WHAT):
                document = read(connection, one, common)
            yield document


def check(path: Path) -> None:
    """Read all of a base, and compare its parts with each other. Raises `Corrupt`."""
    documents = sum(1 for _ in contents(path))
    with closing(open_file(path)) as connection, translated(_WHAT):
        (found,) = connection.execute("SELECT count(*) FROM words_docsize").fetchone()
        (said,) = connection.execute("PRAGMA quick_check").fetchone()
        if found != documents or said != "ok":
            raise Corrupt(
                "the search database does not agree with itself", log_summary=f"quick_check: {said}"
            )


@contextmanager
def _written(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes the file and leaves nothing beside it."""
    with translated(_WHAT):
        connection = connect(path.resolve().as_uri(), kilobytes=_KILOBYTES)
    with closing(connection):
        # The file is a copy of what lies in the bucket: should the machine stop, it is not needed.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def _put(
    connection: sqlite3.Connection, shelf: Shelf, gone: Iterable[str], documents: Iterable[Document]
) -> None:
    connection.execute("BEGIN")
    # What fails while documents are read elsewhere is no damage of the database.
    for path in gone:
        with translated(_WHAT):
            shelf.take(path)
    for document in documents:
        with translated(_WHAT):
            shelf.put(document)
    with translated(_WHAT):
        connection.execute("COMMIT")
        # One run of words instead of many, and no page that nothing lies in.
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("VACUUM")
