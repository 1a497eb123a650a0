"""The SQLite database of a search: what lies in it where, and how a document gets in and out."""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from chalicelib.errors import Corrupt, Unavailable
from chalicelib.index.words import spelled_out, whole
from chalicelib.searching.document import Document, facts, of_facts

FORMAT = 1
"""Another number is another layout, or another idea of what a word is: such a database is built anew."""

_APPLICATION = 0x42494C4C
_NEEDED = (3, 27)
"""SQLite 3.27 takes off two accents of one letter; FTS5 came with 3.9."""

# The body comes first, since each word of another column takes two bytes more. The words are kept
# without the texts, which lie in `texts`: compressed, and read for what is shown alone.
_LAYOUT = f"""
PRAGMA page_size = 8192;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {FORMAT};
CREATE TABLE articles (id INTEGER PRIMARY KEY, path TEXT NOT NULL, date INTEGER NOT NULL, expires INTEGER);
CREATE INDEX expiring ON articles (expires) WHERE expires IS NOT NULL;
CREATE TABLE tags (slug TEXT, id INTEGER, PRIMARY KEY (slug, id)) WITHOUT ROWID;
CREATE TABLE texts (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE common (data BLOB NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (
    body, title, tags, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
"""

_DICTIONARY = 8 * 1024
"""Bytes of common words with which each text is compressed: a text of 600 words alone has too few."""


def is_supported() -> bool:
    """Whether the SQLite of this machine can search. AWS Lambda's Python 3.11 has one of 2013."""
    if sqlite3.sqlite_version_info < _NEEDED:
        return False
    connection = sqlite3.connect(":memory:")
    try:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
    finally:
        connection.close()


@contextmanager
def translated(what: str) -> Iterator[None]:
    """SQLite's errors, and those of what it gives us, as ours. Raises `Corrupt`."""
    try:
        yield
    except (sqlite3.Error, zlib.error, ValueError, KeyError, TypeError) as error:
        # SQLite quotes what was searched for, which is nobody's business.
        raise Corrupt(f"{what} is damaged", log_summary=f"{what}: {type(error).__name__}") from error


def connect(where: str, *, kilobytes: int, shared: bool = False) -> sqlite3.Connection:
    """A connection to the database at a URI, which holds so much of it in memory. Raises `Unavailable`
    where this machine cannot search."""
    if not is_supported():
        what = f"SQLite {sqlite3.sqlite_version} cannot search: deploy from Python 3.12 or newer"
        raise Unavailable(what, log_summary=what)
    connection = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=not shared)
    connection.execute(f"PRAGMA cache_size = -{kilobytes:d}")
    return connection


def open_file(path: Path) -> sqlite3.Connection:
    """A database of ours that nobody changes any more. Raises `Corrupt`."""
    what = "the search database"
    with translated(what):
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = connect(address, kilobytes=4096, shared=True)
        try:
            pages, size = _number(connection, "page_count"), _number(connection, "page_size")
            if not is_ours(connection) or pages * size != path.stat().st_size:
                raise Corrupt(f"{what} is none, or not whole", log_summary=f"{what} is not whole")
        except BaseException:
            connection.close()
            raise
    return connection


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether it holds what this version reads."""
    return (
        _number(connection, "application_id") == _APPLICATION
        and _number(connection, "user_version") == FORMAT
    )


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


class Shelf:
    """A database that documents are put into and taken from, with the ids of those it has by path."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.ids: dict[str, int] = dict(connection.execute("SELECT path, id FROM articles"))
        self._last = max(self.ids.values(), default=0)
        self._common = common_words(connection)

    @classmethod
    def new(cls, connection: sqlite3.Connection, samples: Iterable[Document] = ()) -> Shelf:
        """An empty one, its texts compressed by the words that are common in the samples."""
        connection.executescript(_LAYOUT)
        connection.execute("INSERT INTO common VALUES (?)", (_dictionary(samples),))
        return cls(connection)

    def put(self, document: Document) -> None:
        """Add a document, in the place of one of the same path."""
        self.take(document.path)
        self._last += 1
        one = self._last
        text = whole(document.text)
        head = json.dumps(facts(document), ensure_ascii=False, separators=(",", ":"))
        packed = zlib.compressobj(5, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, self._common)
        data = packed.compress(whole(f"{head}\n").encode() + text.encode()) + packed.flush()
        run = self._connection.execute
        run(
            "INSERT INTO articles VALUES (?, ?, ?, ?)",
            (
                one,
                whole(document.path),
                seconds(document.date),
                document.expires and seconds(document.expires),
            ),
        )
        run("INSERT INTO texts VALUES (?, ?)", (one, data))
        run("INSERT INTO words (rowid, body, title, tags) VALUES (?, ?, ?, ?)", (one, *_indexed(document)))
        for slug in document.slugs:
            run("INSERT INTO tags VALUES (?, ?)", (slug, one))
        self.ids[document.path] = one

    def take(self, path: str) -> None:
        """Remove the document of a path, if there is one."""
        one = self.ids.pop(path, None)
        if one is None:
            return
        document = read(self._connection, one, self._common)
        run = self._connection.execute
        # A table without texts has to be told what was in it.
        run(
            "INSERT INTO words (words, rowid, body, title, tags) VALUES ('delete', ?, ?, ?, ?)",
            (one, *_indexed(document)),
        )
        for slug in document.slugs:
            run("DELETE FROM tags WHERE slug = ? AND id = ?", (slug, one))
        run("DELETE FROM texts WHERE id = ?", (one,))
        run("DELETE FROM articles WHERE id = ?", (one,))


def common_words(connection: sqlite3.Connection) -> bytes:
    """With what the texts of a database are compressed."""
    data: bytes = connection.execute("SELECT data FROM common").fetchone()[0]
    return data


def read(connection: sqlite3.Connection, one: int, common: bytes) -> Document:
    """The document of an id."""
    data = connection.execute("SELECT data FROM texts WHERE id = ?", (one,)).fetchone()[0]
    unpacked = zlib.decompressobj(-15, common)
    head, _, text = (unpacked.decompress(data) + unpacked.flush()).decode().partition("\n")
    return of_facts(json.loads(head), text)


def seconds(moment: datetime) -> int:
    """A moment as the tables have it."""
    return int(moment.timestamp())


def _indexed(document: Document) -> tuple[str, str, str]:
    labels = " ".join((*document.tags, *document.categories))
    body, title, tags = (spelled_out(whole(text)) for text in (document.text, document.title, labels))
    return body, title, tags


def _dictionary(samples: Iterable[Document]) -> bytes:
    counted: Counter[str] = Counter()
    for document in samples:
        counted.update(re.findall(r"\w+", whole(document.text)))
    # Those that save most, the best of them last: zlib takes fewer bits for what is near.
    best = sorted(counted, key=lambda word: (-counted[word] * len(word), word))
    return " ".join(reversed(best[:2000])).encode()[-_DICTIONARY:]
