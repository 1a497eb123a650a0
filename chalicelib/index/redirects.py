"""The articles that old addresses lead to."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from chalicelib.content.article import KINDS, Article
from chalicelib.content.old_address import Fields, addresses_with_query, old_path
from chalicelib.content.slug import slugify
from chalicelib.index.articles import find
from chalicelib.index.file import IndexFile
from chalicelib.index.rows import ARTICLE, article_of
from chalicelib.index.visibility import PUBLIC, microseconds


def redirect_for(index: IndexFile, now: datetime, path: str) -> Article | None:
    """Returns the public article or page that once had a path, percent-decoded, from the root of the site.

    Whose file names the path comes before who had it, the older article first; then comes who has it but
    for case, accents, punctuation or an ending such as ``.html``.
    """
    for article in _former_holders(index, now, old_path(path)):
        if article.path != unicodedata.normalize("NFC", path):
            return article
    return None


def redirect_with_query(
    index: IndexFile, now: datetime, path: str, fields: Fields
) -> tuple[Article, Fields] | None:
    """Returns the public article or page whose file names a path with some of these fields of a query as an
    old address, and these; of two addresses that with more fields, of two articles the older."""
    fields_of = dict(addresses_with_query(path, fields))
    rows = index.rows(
        f"SELECT {ARTICLE}, aliases.path FROM aliases JOIN articles USING (article) "
        f"WHERE path IN (SELECT value FROM json_each(:paths)) AND {PUBLIC} ORDER BY date, key",
        paths=json.dumps(list(fields_of)),
        now=microseconds(now),
    )
    row = max(rows, key=lambda row: len(fields_of[row["path"]]), default=None)
    return (article_of(row), fields_of[row["path"]]) if row else None


def _former_holders(index: IndexFile, now: datetime, path: str) -> Iterator[Article]:
    values = {"path": path, "now": microseconds(now)}
    for statement in (
        f"SELECT {ARTICLE} FROM aliases JOIN articles USING (article) WHERE path = :path AND {PUBLIC} "
        "ORDER BY date, key",
        f"SELECT {ARTICLE} FROM former_paths JOIN articles USING (id) WHERE path = :path AND {PUBLIC} "
        "ORDER BY key",
    ):
        yield from map(article_of, index.rows(statement, **values))
    for address in (path, f"{path}/index"):
        _, kind, slug = (*address.split("/", 2), "", "")[:3]
        for known in KINDS:
            if kind != known or "/" in slug:
                continue
            for candidate in dict.fromkeys((slug, slugify(slug))):
                if article := find(index, now, known, candidate):
                    yield article
