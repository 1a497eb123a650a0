"""The file for full-text search, written: its documents are equal whatever the way to them was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from chalicelib.content.article_parser import PARSER_VERSION
from chalicelib.index.search_document import SearchDocument, common_words, pack, unpack
from chalicelib.index.search_file import (
    APPLICATION_ID,
    check,
    connect,
    file_format,
    read_dictionary,
    translated,
)
from chalicelib.index.words import storable

_SCHEMA = Path(__file__).with_name("search_schema.sql")
_WRITER_KILOBYTES = 16 * 1024
_SAMPLES = 200
"""Documents from which the words common to all texts are taken."""


class Origin(NamedTuple):
    """What the words of a document were taken from: the ETag of its bytes, and the rules by which they were
    read."""

    etag: str
    parser_version: int


def update(
    path: Path,
    documents: Iterable[SearchDocument],
    gone: Iterable[str] = (),
    *,
    parser_version: int = PARSER_VERSION,
) -> bool:
    """Removes the documents of some keys, known or not, and puts others in, each in the place of the one that
    has its key; where there is no file, it makes one.

    Returns whether anything changed. Raises `Corrupt` and `Unavailable`; after any error the file is deleted,
    since it may be half written.
    """
    try:
        if path.exists():
            with _opened(path) as writer:
                return writer.update(documents, gone, parser_version)
        coming = iter(documents)
        samples = list(islice(coming, _SAMPLES))
        with _created(path, samples) as writer:
            writer.update(chain(samples, coming), gone, parser_version)
        return True
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def origins(path: Path) -> dict[str, Origin]:
    """Returns the origin of each document of a file by its key. Raises `Corrupt`."""
    with _opened(path) as writer:
        return writer.origins()


class _Writer:
    """A file of which this process has a copy of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dictionary = read_dictionary(connection)
        self._changed = 0

    def origins(self) -> dict[str, Origin]:
        with translated():
            rows = self._connection.execute("SELECT key, etag, parser_version FROM documents")
            return {key: Origin(*origin) for key, *origin in rows}

    def update(self, documents: Iterable[SearchDocument], gone: Iterable[str], parser_version: int) -> bool:
        self._connection.execute("BEGIN")
        for key in gone:
            with translated():
                self._remove(storable(key))
        for document in documents:  # what the caller's documents raise is no damage of the file
            with translated():
                self._put(document, parser_version)
        with translated():
            self._connection.execute("COMMIT")
            (count,) = self._connection.execute("SELECT count(*) FROM documents").fetchone()
            if self._changed > count // 2:  # many of its words are those of documents that are gone
                for table in ("words", "titles"):
                    self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
                self._connection.execute("VACUUM")
        return self._changed > 0

    def _put(self, document: SearchDocument, parser_version: int) -> None:
        key, etag = storable(document.key), storable(document.etag)
        content = pack(document, self._dictionary)
        row = self._row(key)
        if row and row[1:] == (etag, parser_version, content):
            return
        if row:
            self._remove(key)
        self._changed += 1
        run = self._connection.execute
        (row_id,) = run(
            "INSERT INTO documents (key, etag, parser_version) VALUES (?, ?, ?) RETURNING id",
            (key, etag, parser_version),
        ).fetchone()
        run("INSERT INTO texts VALUES (?, ?)", (row_id, content))
        body, title, tags = document.columns
        run("INSERT INTO words (rowid, body, title, tags) VALUES (?, ?, ?, ?)", (row_id, body, title, tags))
        run("INSERT INTO titles (rowid, title) VALUES (?, ?)", (row_id, title))

    def _remove(self, key: str) -> None:
        row = self._row(key)
        if row is None:
            return
        self._changed += 1
        row_id, etag, _, content = row
        document = unpack(key, etag, content, self._dictionary)
        run = self._connection.execute
        body, title, tags = document.columns
        # A table without texts has to be told what was in it.
        run(
            "INSERT INTO words (words, rowid, body, title, tags) VALUES ('delete', ?, ?, ?, ?)",
            (row_id, body, title, tags),
        )
        run("INSERT INTO titles (titles, rowid, title) VALUES ('delete', ?, ?)", (row_id, title))
        run("DELETE FROM texts WHERE id = ?", (row_id,))
        run("DELETE FROM documents WHERE id = ?", (row_id,))

    def _row(self, key: str) -> tuple[int, str, int, bytes] | None:
        row: tuple[int, str, int, bytes] | None = self._connection.execute(
            "SELECT id, etag, parser_version, content FROM documents JOIN texts USING (id) WHERE key = ?",
            (key,),
        ).fetchone()
        return row


@contextmanager
def _opened(path: Path) -> Iterator[_Writer]:
    with closing(connect(f"{path.resolve().as_uri()}?mode=rw", _WRITER_KILOBYTES)) as connection:
        with translated():
            check(connection, path)
            _set_up(connection)
        yield _Writer(connection)


@contextmanager
def _created(path: Path, samples: Iterable[SearchDocument]) -> Iterator[_Writer]:
    with closing(connect(f"{path.resolve().as_uri()}?mode=rwc", _WRITER_KILOBYTES)) as connection:
        with translated():
            connection.execute("PRAGMA page_size = 8192")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {file_format()}")
            _set_up(connection)
            connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO dictionary VALUES (?)", (common_words(samples),))
        yield _Writer(connection)


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")  # a copy of what lies in the bucket
    connection.execute("PRAGMA secure_delete = ON")
