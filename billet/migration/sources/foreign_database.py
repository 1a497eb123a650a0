"""The SQLite file of another tool: its tables read whole, and nothing written."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from billet.migration.sources.source_files import beginning
from chalicelib.errors import ConfigurationError

_MARK = b"SQLite format 3\x00"


class Tables:
    """The tables of an open file, by name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        listing = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.names = frozenset(str(name) for (name,) in listing)

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yields each row of a table by the names of its columns; none where there is no such table."""
        if table in self.names:
            cursor = self._connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608  # a name of its own
            columns = [column[0] for column in cursor.description]
            yield from (dict(zip(columns, row, strict=True)) for row in cursor)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def tables_of(path: Path) -> Iterator[Tables]:
    """Yields the tables of an SQLite file. What its tool has not yet brought in of a log beside it is read,
    too: from a copy, as SQLite would write into the folder. Raises `ConfigurationError` where it is
    damaged."""
    try:
        with TemporaryDirectory() as folder:
            file, mode = path.resolve(), "mode=ro&immutable=1"
            if (log := Path(f"{file}-wal")).is_file() and log.stat().st_size:
                file, mode = Path(shutil.copy(file, folder)), "mode=ro"
                shutil.copy(log, folder)
            with closing(sqlite3.connect(f"{file.as_uri()}?{mode}", uri=True)) as connection:
                connection.text_factory = lambda data: data.decode("utf-8", "replace")
                yield Tables(connection)
    except sqlite3.Error as error:
        remedy = f"mend it with: sqlite3 {path.name} .recover | sqlite3 mended.db"
        raise ConfigurationError(f"{path} is a damaged SQLite file ({error}): {remedy}") from error


def has_tables(path: Path, *names: str) -> bool:
    """Whether a file is of SQLite and has tables of these names."""
    if not path.is_file() or beginning(path, len(_MARK)) != _MARK:
        return False
    try:
        with tables_of(path) as tables:
            return tables.names.issuperset(names)
    except (ConfigurationError, OSError):
        return False
