"""An open SQLite database that came from the bucket: what the index and the search file have in common."""

from __future__ import annotations

import sqlite3
import threading
import weakref


class Database:
    """A database at one state. `etag` is that of the object in the bucket, "" for one that lies nowhere.

    Any thread may ask, one after another. The connection is closed with the last reference to it.
    """

    def __init__(self, connection: sqlite3.Connection, etag: str = "") -> None:
        self.etag = etag
        self.is_damaged = False
        """Whether a query has failed: it is to be loaded again."""
        self._connection = connection
        self._lock = threading.Lock()
        self._closed = weakref.finalize(self, connection.close)

    def close(self) -> None:
        """Closes the connection; whoever asks afterwards gets `Corrupt`."""
        self._closed()


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """Returns the value of one of SQLite's settings that is a number."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
