"""Writing to a copy of an index: rows are written only where they differ."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chalicelib.errors import Corrupt
from chalicelib.index import file
from chalicelib.index.file import IndexFile, storable


class TableWriter:
    """One transaction on a copy, in memory, of an index: it is thrown away after any error.

    As an `IndexFile` it answers all that an index does, with what was written so far.
    """

    def __init__(self, connection: sqlite3.Connection, etag: str = "") -> None:
        self._connection = connection
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")  # what was deleted is in no copy any more
        self.index = IndexFile(connection, etag)
        self._changes_before = connection.total_changes
        self.inserted: set[int] = set()
        """The numbers of articles that came in this transaction: nothing has to be replaced for them."""

    @property
    def changed(self) -> bool:
        """Whether any row is not what it was."""
        return self._connection.total_changes > self._changes_before

    def packed(self) -> bytes:
        """Returns the index as it is to lie in the bucket."""
        with file.translated():
            return file.packed(self._connection)

    def mark_saved(self, etag: str) -> None:
        """Takes the rows as they are now for those in the bucket."""
        self.index.etag = etag
        self._changes_before = self._connection.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Writes all that follows at once. Who raises throws the writer away. Raises `Corrupt`."""
        self.inserted.clear()
        with file.translated():
            self._connection.execute("BEGIN")
        try:
            yield
        except sqlite3.Error as error:
            what = "the index cannot be written to"
            raise Corrupt(f"{what}: {error}", log_summary=what) from error
        with file.translated():
            self._connection.execute("COMMIT")

    def upsert(self, table: str, values: Mapping[str, Any], key: str) -> None:
        """Writes a row, unless it is there as it is."""
        others = [column for column in values if column != key]
        changed = ", ".join(f"{column} = excluded.{column}" for column in others)
        old, new = (", ".join(f"{row}.{column}" for column in others) for row in (table, "excluded"))
        self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(map(':{}'.format, values))}) "
            f"ON CONFLICT ({key}) DO UPDATE SET {changed} WHERE ({old}) IS NOT ({new})",
            {name: storable(value) for name, value in values.items()},
        )

    def replace(self, table: str, article: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """Makes `rows` those of an article, unless they are."""
        after = sorted({tuple(map(storable, row)) for row in rows})
        if article not in self.inserted:
            before = self.index.rows(f"SELECT * FROM {table} WHERE article = :article", article=article)
            if sorted(map(tuple, before)) == after:
                return
            self._connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
        if after:
            marks = ", ".join("?" * len(after[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", after)
