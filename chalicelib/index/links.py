"""What links may lead to, asked of the index."""

from __future__ import annotations

import json
from datetime import datetime
from sqlite3 import Row
from typing import Any

from chalicelib.content.article import KINDS
from chalicelib.content.media import MediaFile
from chalicelib.index.file import IndexFile
from chalicelib.index.visibility import microseconds
from chalicelib.markdown.anchors import Anchor, Anchors
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.markdown.link_targets import LinkedArticle

_ARTICLE = "articles.kind, articles.slug, articles.key"
_MEDIUM = "key, etag, size, width, height, widths"

# What readers will find without anybody's doing: no draft, and nothing that is over. NULL finds everything.
_LASTING = "(:now IS NULL OR (articles.draft = 0 AND (articles.expires IS NULL OR articles.expires > :now)))"


def resolver(index: IndexFile, now: datetime | None) -> LinkResolver:
    """Returns what resolves links to what readers may see at `now` or later; None: drafts and what is over
    too."""
    return LinkResolver(IndexTargets(index, now))


class IndexTargets:
    """The articles and media of an index, as `chalicelib.markdown.link_targets.LinkTargets`."""

    def __init__(self, index: IndexFile, now: datetime | None) -> None:
        self._index = index
        self._now = microseconds(now) if now else None

    def article_of_file(self, key: str) -> LinkedArticle | None:
        """Returns the article of a file."""
        return self._article(f"SELECT {_ARTICLE} FROM articles WHERE nfc_key = :key AND {_LASTING}", key=key)

    def article_at(self, address: str) -> LinkedArticle | None:
        """Returns the article at an address, else that whose file names it as an old one."""
        kind, _, slug = address.lstrip("/").partition("/")
        if kind in KINDS and (
            article := self._article(
                f"SELECT {_ARTICLE} FROM articles WHERE kind = :kind AND slug = :slug AND {_LASTING}",
                kind=kind,
                slug=slug,
            )
        ):
            return article
        return self._article(
            f"SELECT {_ARTICLE} FROM aliases JOIN articles USING (article) "
            f"WHERE path = :path AND {_LASTING} ORDER BY date, key LIMIT 1",
            path=address,
        )

    def redirect_of(self, address: str) -> str:
        """Returns where the settings lead from an old address, "" for nowhere."""
        redirect = self._index.site.redirect_table.exact(address)
        return redirect.new if redirect else ""

    def redirect_below(self, path: str) -> str:
        """Returns where they lead from all that is below a part of a path, "" for nowhere."""
        below = self._index.site.redirect_table.below(path)
        return below[1] if below else ""

    def article_named(self, name: str) -> LinkedArticle | None:
        """Returns the article with a name."""
        return self._article(
            f"SELECT {_ARTICLE} FROM article_names JOIN articles USING (article) "
            f"WHERE name = :name AND {_LASTING} ORDER BY rank, key LIMIT 1",
            name=name,
        )

    def anchors_of(self, key: str) -> Anchors:
        """Returns the places in the article of a file."""
        rows = self._index.rows(
            "SELECT id, names FROM article_anchors "
            "WHERE article = (SELECT article FROM articles WHERE key = :key) ORDER BY position",
            key=key,
        )
        return Anchors(Anchor(row["id"], tuple(row["names"].split())) for row in rows)

    def medium_of_file(self, key: str) -> tuple[str, MediaFile] | None:
        """Returns a medium with its key in the bucket; one that is spelled so comes first."""
        return self._medium(
            f"SELECT {_MEDIUM} FROM media WHERE nfc_key = :name ORDER BY key = :name DESC, key LIMIT 1", key
        )

    def medium_named(self, name: str) -> tuple[str, MediaFile] | None:
        """Returns the first medium whose file has a name."""
        return self._medium(f"SELECT {_MEDIUM} FROM media WHERE name = :name ORDER BY key LIMIT 1", name)

    def _article(self, statement: str, **values: Any) -> LinkedArticle | None:
        row = self._index.row(statement, now=self._now, **values)
        return LinkedArticle(row["kind"], row["slug"], row["key"]) if row else None

    def _medium(self, statement: str, name: str) -> tuple[str, MediaFile] | None:
        row = self._index.row(statement, name=name)
        return (row["key"], media_file_of(row)) if row else None


def media_file_of(row: Row) -> MediaFile:
    """Returns the medium in a row of `media`."""
    widths = tuple(json.loads(row["widths"]))
    return MediaFile(row["etag"], row["size"], row["width"], row["height"], widths)
