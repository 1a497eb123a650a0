"""Receipts: what became of each upload, made of the rows of its file, its article and what that refers to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from sqlite3 import Row

from chalicelib.content import receipt as receipts
from chalicelib.content import theme as themes
from chalicelib.content.article import Article, is_derived
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt
from chalicelib.index.address_warnings import alias_warnings, redirect_warnings
from chalicelib.index.appearance_warnings import appearance_warnings, theme_warnings
from chalicelib.index.articles import by_key
from chalicelib.index.copy_warnings import copy_warnings
from chalicelib.index.file import IndexFile
from chalicelib.index.links import media_file_of
from chalicelib.index.media_receipts import media_receipt
from chalicelib.index.reference_warnings import reference_warnings
from chalicelib.index.site_warnings import site_warnings
from chalicelib.index.term_warnings import Spelling, spelling_of, term_warnings

MAX_WARNINGS = 50
"""Warnings about one text; who has more will see the others after mending these."""


def receipt_of(index: IndexFile, key: str, now: datetime, spelling: Spelling | None = None) -> Receipt | None:
    """Returns the receipt of a file as it stands at `now`, None for one the index does not know; who
    asks for many has one `spelling` for all."""
    if row := index.row("SELECT * FROM files WHERE key = :key", key=key):
        return _receipt_of_text(index, row, now, spelling or spelling_of(index, now))
    if row := index.row("SELECT * FROM media WHERE key = :key", key=key):
        return media_receipt(key, media_file_of(row))
    return None


def receipts_of(index: IndexFile, now: datetime) -> Iterator[Receipt]:
    """Returns the receipts of all files, by key."""
    keys = index.rows("SELECT key FROM files UNION ALL SELECT key FROM media ORDER BY key")
    spelling = spelling_of(index, now)
    for (key,) in keys:
        if receipt := receipt_of(index, key, now, spelling):
            yield receipt


def etags_of(index: IndexFile) -> dict[str, str]:
    """Returns the ETags that files were last read at, by key."""
    return dict(map(tuple, index.rows("SELECT key, etag FROM files UNION ALL SELECT key, etag FROM media")))


def _receipt_of_text(index: IndexFile, row: Row, now: datetime, spelling: Spelling) -> Receipt:
    key: str = row["key"]
    problems = [Problem(**problem) for problem in json.loads(row["problems"])]
    article = by_key(index, key)
    if any(problem.fatal for problem in problems):
        return receipts.refused(key, row["etag"], problems, article, row["title"], row["slug"])
    if article is None:
        problems += theme_warnings(index) if key == themes.FILE else _site_warnings(index, now)
        return Receipt(key, "live", "/", index.site.title, etag=row["etag"], warnings=tuple(problems))
    warnings = [
        *problems,
        *copy_warnings(index, article),
        *_comments_apart(index, article),
        *alias_warnings(index, article, now),
        *term_warnings(spelling, article),
        *reference_warnings(index, article, now),
    ]
    distinct = tuple(dict.fromkeys(warnings))[:MAX_WARNINGS]
    return receipts.accepted(article, now, index.site.zone, distinct, row["note"])


def _site_warnings(index: IndexFile, now: datetime) -> list[Problem]:
    """Returns the warnings about ``site.toml``."""
    return [*site_warnings(index, now), *appearance_warnings(index, now), *redirect_warnings(index, now)]


def _comments_apart(index: IndexFile, article: Article) -> Iterator[Problem]:
    """Returns a warning where another article was deleted whose place this one has."""
    if article.names_id or not is_derived(article.id, article.key):
        return
    row = index.row(
        "SELECT id FROM retired_ids WHERE key = :key AND status = 'deleted' ORDER BY number DESC LIMIT 1",
        key=article.key,
    )
    if row:
        message = f"another article was deleted here: its comments, of the id {row['id']!r}, are not shown"
        remedy = f"Write this 'id' if it is the same article, or {article.id!r} to be told no more"
        yield Problem(article.key, 0, message, remedy, code="comments-apart", fatal=False)
