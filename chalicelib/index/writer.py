"""What publishing writes into the index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import tzinfo
from pathlib import PurePosixPath

from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile
from chalicelib.content.old_address import old_address
from chalicelib.content.problem import UNREADABLE
from chalicelib.content.site import Site
from chalicelib.content.slug import slugify
from chalicelib.index import file
from chalicelib.index.file import storable
from chalicelib.index.retired_id import RetiredId
from chalicelib.index.rows import FileRow, ReferenceRow, row_of
from chalicelib.index.table_writer import TableWriter
from chalicelib.index.taxonomy import TAXONOMIES, terms_of
from chalicelib.index.visibility import microseconds
from chalicelib.markdown.anchors import Anchor
from chalicelib.markdown.link_resolver import nfc


class IndexWriter(TableWriter):
    """Writes what publishing knows, each thing by a method of its own."""

    @classmethod
    def of(cls, data: bytes | None, etag: str = "") -> IndexWriter:
        """Returns a writer on the bytes of an index, None for a new one. Raises `Corrupt`."""
        return cls(file.unpacked(data) if data else file.new_database(), etag)

    def write_state(
        self,
        *,
        generation: int,
        listing_digest: str,
        complete: bool,
        parser_version: int,
        site: Site,
        theme: str = "",
    ) -> None:
        """Writes what holds for the whole."""
        values = {
            "generation": generation,
            "listing_digest": listing_digest,
            "complete": int(complete),
            "parser_version": parser_version,
            "site": json.dumps(asdict(site), ensure_ascii=False, sort_keys=True),
            "theme": theme,
        }
        self.upsert("state", {"id": 1, **values}, "id")
        for name in ("site", "theme"):  # which it may have read before
            vars(self.index).pop(name, None)

    def write_file(self, row: FileRow) -> None:
        """Writes what is known of a text. One that S3 did not give is to be read again, whatever its ETag."""
        problems = json.dumps([asdict(problem) for problem in row.problems], ensure_ascii=False)
        flags = {
            "slug_conflict": int(row.slug_conflict),
            "unread": int(any(problem.code == UNREADABLE for problem in row.problems)),
        }
        values = {**asdict(row), **flags, "problems": problems}
        self.upsert("files", values, "key")

    def delete_file(self, key: str) -> None:
        """Forgets a text that is gone, and its article."""
        self.delete_article(key)
        self._connection.execute("DELETE FROM files WHERE key = ?", (key,))

    def write_article(self, article: Article, zone: tzinfo) -> None:
        """Writes an article and all that it is found by but its words and references."""
        is_new = self._number(article.key) == 0
        self.upsert("articles", row_of(article, zone, nfc(article.key)), "key")
        number = self._number(article.key)
        if is_new:
            self.inserted.add(number)
        date = microseconds(article.date)
        self.replace(
            "article_terms",
            number,
            [
                (taxonomy, slug, date, number, label)
                for taxonomy in TAXONOMIES
                for slug, label in terms_of(article, taxonomy).items()
            ],
        )
        names = _names_of(article)
        self.replace("article_names", number, [(name, rank, number) for name, rank in names.items()])
        paths = dict.fromkeys(map(old_address, article.aliases))
        self.replace("aliases", number, [(path, number) for path in paths])

    def write_facts(
        self,
        key: str,
        words: Iterable[str],
        references: Sequence[ReferenceRow],
        anchors: Sequence[Anchor] = (),
    ) -> None:
        """Writes what the text of an article is about, what it refers to and what places in it links may lead
        to."""
        number = self._number(key)
        self._write_words(number, storable(" ".join(sorted(set(words)))))
        rows = [
            (number, position, row.kind, row.written, int(row.described), row.line, row.column)
            for position, row in enumerate(references)
        ]
        self.replace("article_references", number, rows)
        places = [
            (number, position, storable(anchor.id), storable(" ".join(anchor.names)))
            for position, anchor in enumerate(anchors)
        ]
        self.replace("article_anchors", number, places)

    def delete_article(self, key: str) -> None:
        """Takes an article out of all tables, if it is there."""
        number = self._number(key)
        if number == 0:
            return
        self._write_words(number, "")
        for table in (
            *("article_terms", "article_names", "aliases", "article_references", "article_anchors"),
            "articles",
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE article = ?", (number,))

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
        self.upsert("media", values, "key")

    def delete_medium(self, key: str) -> None:
        """Forgets a medium that is gone."""
        self._connection.execute("DELETE FROM media WHERE key = ?", (key,))

    def write_card(self, key: str, digest: str) -> None:
        """Writes that a card of the article in a file is in the bucket."""
        self._connection.execute("INSERT OR IGNORE INTO cards VALUES (?, ?)", (key, digest))

    def delete_card(self, key: str, digest: str) -> None:
        """Forgets a card that is gone."""
        self._connection.execute("DELETE FROM cards WHERE key = ? AND digest = ?", (key, digest))

    def write_former_path(self, path: str, id: str) -> None:
        """Remembers the article that had a path, in the form of `old_path`."""
        self.upsert("former_paths", {"path": path, "id": id}, "path")

    def write_retired_id(self, row: RetiredId) -> None:
        """Remembers an id that no published article has."""
        self.upsert("retired_ids", asdict(row), "id")

    def delete_retired_id(self, id: str) -> None:
        """Forgets a retired id: an article has it."""
        self._connection.execute("DELETE FROM retired_ids WHERE id = ?", (id,))

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
        """Returns the row number of an article, 0 where there is none."""
        return self.index.number("SELECT article FROM articles WHERE key = :key", key=key)

    def _write_words(self, article: int, words: str) -> None:
        row = self.index.row("SELECT words FROM articles WHERE article = :article", article=article)
        before = row["words"] if row else ""
        if words == before:
            return
        run = self._connection.executemany
        run("DELETE FROM article_words WHERE word = ? AND article = ?", _pairs(before, article))
        run("INSERT INTO article_words VALUES (?, ?)", _pairs(words, article))
        self._connection.execute("UPDATE articles SET words = ? WHERE article = ?", (words, article))


def _pairs(words: str, article: int) -> list[tuple[str, int]]:
    return [(word, article) for word in words.split()]


def _names_of(article: Article) -> dict[str, int]:
    """Returns what links may call an article, each name with its rank."""
    names: dict[str, int] = {}
    stem = PurePosixPath(article.key).stem
    for rank, group in enumerate(((article.title,), (article.slug,), (stem,), article.names)):
        for name in map(slugify, group):
            if name:
                names.setdefault(name, rank)
    return names
