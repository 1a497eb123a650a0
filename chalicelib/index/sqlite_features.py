"""What the SQLite of this machine can do: a function gets that of its runtime, and no test has run there."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from functools import cache

from chalicelib.errors import ConfigurationError

log = logging.getLogger("billet")

VERSION = sqlite3.sqlite_version

_INDEX = """
    CREATE TABLE tried (x INTEGER PRIMARY KEY, y ANY) STRICT;
    INSERT INTO tried VALUES (1, NULL) ON CONFLICT DO UPDATE SET y = 1 RETURNING x;
    SELECT json_group_array(value) FROM json_each('[1]');
"""

_SEARCH = """
    CREATE VIRTUAL TABLE tried USING fts5 (x, content = '', tokenize = "ascii tokenchars '+#.'");
    INSERT INTO tried (rowid, x) VALUES (1, 'a');
    SELECT bm25(tried) FROM tried WHERE tried MATCH 'a';
"""


@cache
def require_index_features() -> None:
    """Raises `ConfigurationError` where SQLite cannot read the index. That of Lambda's Python 3.11 is of
    2013."""
    if not (_runs(_INDEX) and hasattr(sqlite3.Connection, "deserialize")):
        raise ConfigurationError(f"SQLite {VERSION} cannot read the index: deploy from Python 3.12 or newer")


@cache
def has_full_text_search() -> bool:
    """Returns whether SQLite has FTS5, without which a blog has no search; the log says so once."""
    if not (has := _runs(_SEARCH)):
        log.warning("SQLite %s has no FTS5: the blog goes on without search", VERSION)
    return has


def _runs(statements: str) -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.executescript(statements)
        except sqlite3.Error:
            return False
    return True
