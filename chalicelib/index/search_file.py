"""The file for full-text search, opened for reading."""

from __future__ import annotations

import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.errors import Corrupt, Unavailable
from chalicelib.index import sqlite_features
from chalicelib.index.database import Database, pragma
from chalicelib.index.search_document import SearchDocument, unpack
from chalicelib.index.storage import FOLDER
from chalicelib.index.words import RULES

APPLICATION_ID = 0x42494C53
SCHEMA_VERSION = 1
"""Another number is another layout."""

SEARCH_KEY = f"{FOLDER}search-{SCHEMA_VERSION}.sqlite"
"""Where the file lies in the bucket."""


def file_format() -> int:
    """Returns the number of a layout and an idea of what a word is: a file that has another one is made anew.
    What a letter is, Python's own tables say."""
    return zlib.crc32(f"{SCHEMA_VERSION} {RULES} {unicodedata.unidata_version}".encode()) & 0x7FFF_FFFF


_READER_KILOBYTES = 4096

_MACHINE_ERRORS = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


class SearchFile(Database):
    """The words of all articles at one state."""

    def __init__(self, connection: sqlite3.Connection, etag: str = "") -> None:
        super().__init__(connection, etag)
        self._dictionary = read_dictionary(connection)

    def rows(self, statement: str, *values: str | int) -> list[Any]:
        """Returns all rows of a SELECT. Raises `Corrupt`."""
        try:
            with self._lock, translated():
                return self._connection.execute(statement, values).fetchall()
        except Unavailable:
            self.is_damaged = True
            raise

    def document(self, key: str) -> SearchDocument | None:
        """Returns the document of an article's key, None where there is none. Raises `Corrupt`."""
        for etag, content in self.rows(
            "SELECT etag, content FROM documents JOIN texts USING (id) WHERE key = ?", key
        ):
            try:
                with translated():
                    return unpack(key, etag, content, self._dictionary)
            except Corrupt:
                self.is_damaged = True
                raise
        return None


def open_search_file(path: Path, etag: str = "") -> SearchFile:
    """Opens a file that nobody changes any more; it may be removed as soon as it is open. Raises `Corrupt`
    for any other file, and `Unavailable` where this machine cannot search."""
    connection = connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", _READER_KILOBYTES)
    try:
        with translated():
            check(connection, path)
            return SearchFile(connection, etag)
    except BaseException:
        connection.close()
        raise


def connect(uri: str, kilobytes: int) -> sqlite3.Connection:
    """Connects to the database at a URI, of which so much is held in memory. Raises `Unavailable`."""
    if not sqlite_features.has_full_text_search():
        what = f"SQLite {sqlite_features.VERSION} has no FTS5, and cannot search"
        raise Unavailable(what, log_summary=what)
    with translated():
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA cache_size = -{kilobytes:d}")
            connection.execute("PRAGMA temp_store = MEMORY")
        except BaseException:  # a file that is no database says so now
            connection.close()
            raise
    return connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raises `Corrupt` for what is no search file of this version, or not whole: an empty file opens as an
    empty database."""
    size = pragma(connection, "page_count") * pragma(connection, "page_size")
    is_ours = (
        pragma(connection, "application_id") == APPLICATION_ID
        and pragma(connection, "user_version") == file_format()
    )
    if not is_ours or size != path.stat().st_size:
        raise Corrupt("the search file is none, or not whole", log_summary="the search file is not whole")


def read_dictionary(connection: sqlite3.Connection) -> bytes:
    """Returns the words with which the texts of a file are compressed. Raises `Corrupt`."""
    with translated():
        words: bytes = connection.execute("SELECT words FROM dictionary").fetchone()[0]
        return words


@contextmanager
def translated() -> Iterator[None]:
    """Raises `Corrupt` for what SQLite, zlib and JSON say of a damaged file, and `Unavailable` where the disk
    fails or is full."""
    try:
        yield
    except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError) as error:
        # SQLite quotes what was searched for, which is nobody's business.
        what = f"the search file: {getattr(error, 'sqlite_errorname', type(error).__name__)}"
        # The lowest byte is the kind of an error, the others tell more of it.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _MACHINE_ERRORS:
            raise Unavailable(what, log_summary=what) from error
        raise Corrupt(what, log_summary=what) from error
