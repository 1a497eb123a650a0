"""The writer's copy of an index: rows are written only where they differ."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import tzinfo
from pathlib import PurePosixPath
from typing import Any

from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile
from chalicelib.content.site import Site
from chalicelib.content.slug import slugify
from chalicelib.index import file
from chalicelib.index.file import IndexFile, storable
from chalicelib.index.rows import FileRow, ReferenceRow, row_of
from chalicelib.index.taxonomy import TAXONOMIES, terms_of
from chalicelib.index.visibility import microseconds
from chalicelib.markdown.link_resolver import nfc, old_path


class IndexWriter:
    """One transaction on a copy, in memory, of an index: it is thrown away after any error.

    As an `IndexFile` it answers all that an index does, with what was written so far.
    """

    def __init__(self, connection: sqlite3.Connection, etag: str = "") -> None:
        self._connection = connection
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA secure_delete = ON")  # what was deleted is in no copy any more
        self.index = IndexFile(connection, etag)
        self._changes_before = connection.total_changes

    @classmethod
    def of(cls, data: bytes | None, etag: str = "") -> IndexWriter:
        """Returns a writer on the bytes of an index, None for a new one. Raises `Corrupt`."""
        return cls(file.unpacked(data) if data else file.new_database(), etag)

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
        """Writes all that follows at once. Who raises throws the writer away."""
        with file.translated():
            self._connection.execute("BEGIN")
        yield
        with file.translated():
            self._connection.execute("COMMIT")

    def write_state(
        self, *, generation: int, listing_digest: str, complete: bool, parser_version: int, site: Site
    ) -> None:
        """Writes what holds for the whole."""
        values = {
            "generation": generation,
            "listing_digest": listing_digest,
            "complete": int(complete),
            "parser_version": parser_version,
            "site": json.dumps(asdict(site), ensure_ascii=False, sort_keys=True),
        }
        self._upsert("state", {"id": 1, **values}, "id")
        vars(self.index).pop("site", None)  # which it may have read before

    def write_file(self, row: FileRow) -> None:
        """Writes what is known of a text."""
        problems = json.dumps([asdict(problem) for problem in row.problems], ensure_ascii=False)
        values = {**asdict(row), "slug_conflict": int(row.slug_conflict), "problems": problems, "unread": 0}
        self._upsert("files", values, "key")

    def delete_file(self, key: str) -> None:
        """Forgets a text that is gone, and its article."""
        self.delete_article(key)
        self._connection.execute("DELETE FROM files WHERE key = ?", (key,))

    def write_article(self, article: Article, zone: tzinfo) -> None:
        """Writes an article and all that it is found by but its words and references."""
        self._upsert("articles", row_of(article, zone, nfc(article.key)), "key")
        number = self._number(article.key)
        date = microseconds(article.date)
        self._replace(
            "article_terms",
            number,
            [
                (taxonomy, slug, date, number, label)
                for taxonomy in TAXONOMIES
                for slug, label in terms_of(article, taxonomy).items()
            ],
        )
        names = _names_of(article)
        self._replace("article_names", number, [(name, rank, number) for name, rank in names.items()])
        paths = dict.fromkeys(map(old_path, article.aliases))
        self._replace("aliases", number, [(path, number) for path in paths])
        uploaded = article.date.isoformat() if article.dated_by_upload else ""
        self._upsert("ids", {"key": article.key, "id": article.id, "uploaded": uploaded}, "key")

    def write_facts(self, key: str, words: Iterable[str], references: Sequence[ReferenceRow]) -> None:
        """Writes what the text of an article is about and what it refers to."""
        number = self._number(key)
        self._replace("article_words", number, [(word, number) for word in dict.fromkeys(words)])
        rows = [
            (number, position, row.kind, row.written, int(row.described), row.line, row.column)
            for position, row in enumerate(references)
        ]
        self._replace("article_references", number, rows)

    def delete_article(self, key: str) -> None:
        """Takes an article out of all tables, if it is there."""
        row = self.index.row("SELECT article FROM articles WHERE key = :key", key=key)
        if row is None:
            return
        tables = (
            "article_terms",
            "article_words",
            "article_names",
            "aliases",
            "article_references",
            "articles",
        )
        for table in tables:
            self._connection.execute(f"DELETE FROM {table} WHERE article = ?", (row[0],))
        self._connection.execute("DELETE FROM ids WHERE key = ?", (key,))

    def write_medium(self, key: str, medium: MediaFile) -> None:
        """Writes what is known of a medium."""
        values = {
            "key": key,
            "etag": medium.etag,
            "size": medium.size,
            "width": medium.width,
            "height": medium.height,
            "widths": json.dumps(medium.widths),
            "nfc_key": nfc(key),
            "name": PurePosixPath(nfc(key)).name.casefold(),
        }
        self._upsert("media", values, "key")

    def delete_medium(self, key: str) -> None:
        """Forgets a medium that is gone."""
        self._connection.execute("DELETE FROM media WHERE key = ?", (key,))

    def write_former_path(self, path: str, id: str) -> None:
        """Remembers the article that had a path, in the form of `old_path`."""
        self._upsert("former_paths", {"path": path, "id": id}, "path")

    def write_retired_id(self, key: str, id: str, uploaded: str) -> None:
        """Remembers the id of a file that is gone or waits."""
        self._upsert("retired_ids", {"key": key, "id": id, "uploaded": uploaded}, "key")

    def delete_retired_id(self, key: str) -> None:
        """Forgets the retired id of a file."""
        self._connection.execute("DELETE FROM retired_ids WHERE key = ?", (key,))

    def mark_unread(self, keys: Iterable[str]) -> None:
        """Lets a later run read texts again whose bytes have not changed."""
        self._connection.executemany(
            "UPDATE files SET unread = 1 WHERE key = ? AND unread = 0", ((key,) for key in keys)
        )

    def release_slugs(self, keys: Iterable[str]) -> None:
        """Frees the slugs of articles that are about to be written with others: they may exchange them."""
        for key in keys:
            # No slug has a slash.
            self._connection.execute("UPDATE articles SET slug = '/' || key WHERE key = ?", (key,))

    def forget_lost_paths(self) -> None:
        """Forgets the former paths of ids that no article has or may have again."""
        self._connection.execute(
            "DELETE FROM former_paths "
            "WHERE id NOT IN (SELECT id FROM articles UNION SELECT id FROM retired_ids)"
        )

    def relocate(self, key: str, etag: str, new_etag: str, version: str) -> None:
        """Gives a file, as far as it is at `etag`, the ETag and version it has in another bucket."""
        for statement in (
            "UPDATE articles SET etag = :new, version = :version WHERE key = :key AND etag = :old",
            "UPDATE files SET etag = :new WHERE key = :key AND etag = :old",
            "UPDATE media SET etag = :new WHERE key = :key AND etag = :old",
        ):
            values = {"key": key, "old": etag, "new": new_etag, "version": version}
            self._connection.execute(statement, values)

    def forget_listing(self) -> None:
        """Lets the next run of publishing compare each file."""
        self._connection.execute("UPDATE state SET listing_digest = '', complete = 0")

    def _number(self, key: str) -> int:
        return self.index.number("SELECT article FROM articles WHERE key = :key", key=key)

    def _upsert(self, table: str, values: Mapping[str, Any], key: str) -> None:
        """Writes a row, unless it is there as it is."""
        others = [column for column in values if column != key]
        changed = ", ".join(f"{column} = excluded.{column}" for column in others)
        old, new = (", ".join(f"{row}.{column}" for column in others) for row in (table, "excluded"))
        self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(map(':{}'.format, values))}) "
            f"ON CONFLICT ({key}) DO UPDATE SET {changed} WHERE ({old}) IS NOT ({new})",
            {name: storable(value) for name, value in values.items()},
        )

    def _replace(self, table: str, article: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """Makes `rows` those of an article, unless they are."""
        after = {tuple(map(storable, row)) for row in rows}
        before = set(
            map(tuple, self.index.rows(f"SELECT * FROM {table} WHERE article = :article", article=article))
        )
        if after == before:
            return
        self._connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
        for row in sorted(after):
            marks = ", ".join("?" * len(row))
            self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)


def _names_of(article: Article) -> dict[str, int]:
    """Returns what links may call an article, each name with its rank."""
    names: dict[str, int] = {}
    stem = PurePosixPath(article.key).stem
    for rank, group in enumerate(((article.title,), (article.slug,), (stem,), article.names)):
        for name in map(slugify, group):
            if name:
                names.setdefault(name, rank)
    return names
