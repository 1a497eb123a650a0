"""An index opened for reading: a database in memory that nobody changes."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from chalicelib.content import site as sites
from chalicelib.content.site import Site
from chalicelib.errors import Corrupt
from chalicelib.index import words
from chalicelib.index.database import Database, pragma

APPLICATION_ID = 0x42494C54
SCHEMA_VERSION = 1

MAX_BYTES = 256 * 2**20
"""Bytes of an unpacked index: many times what the largest blog needs, and half of what a function has for
it, as SQLite copies them."""

_SCHEMA = Path(__file__).with_name("schema.sql")


class IndexFile(Database):
    """What was published, as one state of the index has it."""

    def rows(self, statement: str, /, **values: Any) -> list[sqlite3.Row]:
        """Returns all rows of a SELECT. Raises `Corrupt`."""
        with self._querying():
            return self._execute(statement, values).fetchall()

    def row(self, statement: str, /, **values: Any) -> sqlite3.Row | None:
        """Returns the first row of a SELECT, None where there is none. Raises `Corrupt`."""
        with self._querying():
            row: sqlite3.Row | None = self._execute(statement, values).fetchone()
            return row

    @contextmanager
    def _querying(self) -> Iterator[None]:
        with self._lock:
            try:
                with translated():
                    yield
            except Corrupt:
                self.is_damaged = True
                raise

    def _execute(self, statement: str, values: Mapping[str, Any]) -> sqlite3.Cursor:
        return self._connection.execute(statement, {name: storable(value) for name, value in values.items()})

    def number(self, statement: str, /, **values: Any) -> int:
        """Returns the one number a SELECT gives, 0 for NULL. Raises `Corrupt`."""
        row = self.row(statement, **values)
        return int(row[0] or 0) if row else 0

    @property
    def generation(self) -> int:
        """How many different states of the bucket were looked at until this one."""
        return self.number("SELECT generation FROM state")

    @cached_property
    def site(self) -> Site:
        """The settings of ``site.toml``."""
        row = self.row("SELECT site FROM state")
        with translated():
            return sites.restore(json.loads(row[0])) if row else Site()

    @cached_property
    def theme(self) -> str:
        """The author's own style sheet, "" for none."""
        row = self.row("SELECT theme FROM state")
        return str(row[0]) if row else ""

    @cached_property
    def largest_medium(self) -> int:
        """The bytes of the largest medium, 0 without any: each page asks, and an index never changes."""
        return self.number("SELECT max(size) FROM media")

    def __enter__(self) -> IndexFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_index(data: bytes, etag: str = "") -> IndexFile:
    """Opens the bytes of an index as they lie in the bucket. Raises `Corrupt` for anything else."""
    connection = unpacked(data)
    with translated():
        connection.execute("PRAGMA query_only = ON")
    return IndexFile(connection, etag)


def empty_index() -> IndexFile:
    """Opens an index of nothing: what a blog has before anything is published."""
    return IndexFile(new_database())


def unpacked(data: bytes) -> sqlite3.Connection:
    """Connects to a copy, in memory, of the database that was packed as `data`. Raises `Corrupt`."""
    connection = connect()
    try:
        with translated():
            connection.deserialize(decompressed(data))
            is_ours = (
                pragma(connection, "application_id") == APPLICATION_ID
                and pragma(connection, "user_version") == SCHEMA_VERSION
                and connection.execute("SELECT count(*) FROM state").fetchone()[0] == 1
            )
        if not is_ours:  # an empty file opens as an empty database
            raise Corrupt("the index is of another format", log_summary="the index is of another format")
    except BaseException:
        connection.close()
        raise
    return connection


def packed(connection: sqlite3.Connection) -> bytes:
    """Returns a database as it lies in the bucket. Level 1: level 6 takes three times as long for a tenth
    less."""
    compressor = zlib.compressobj(1, zlib.DEFLATED, 31)
    return compressor.compress(connection.serialize()) + compressor.flush()


def new_database() -> sqlite3.Connection:
    """Connects to a new database in memory with all tables, the settings being the defaults."""
    connection = connect()
    connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO state VALUES (1, 0, '', 0, 0, '{}', '')")
    return connection


def connect() -> sqlite3.Connection:
    """Connects to nothing yet. Threads take turns by the lock of `IndexFile`."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def storable(value: Any) -> Any:
    """Returns a value as SQLite takes it: texts without half characters and NUL, numbers within 64 bits."""
    if isinstance(value, str):
        return words.storable(value)
    if isinstance(value, int):
        return max(-(2**63), min(value, 2**63 - 1))
    return value


@contextmanager
def translated() -> Iterator[None]:
    """Raises `Corrupt` for what SQLite, zlib and JSON say of damaged data."""
    try:
        yield
    except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError, OverflowError) as error:
        summary = f"the index: {type(error).__name__}"
        raise Corrupt(f"the index is damaged: {error}", log_summary=summary) from error


def decompressed(data: bytes) -> bytes:
    """Returns the bytes of the database in an index. Raises `ValueError` and `zlib.error`."""
    stream = zlib.decompressobj(31)
    database = stream.decompress(data, MAX_BYTES)
    if not database or not stream.eof or stream.unused_data:
        raise ValueError("it is not whole")
    return database
