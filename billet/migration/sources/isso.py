"""Isso's comments, from its file ``comments.db``."""

from __future__ import annotations

import re
from datetime import UTC
from html import unescape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from billet.migration.model import ImportedComment, Markup, Notice, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import clean, instant_of, line_of
from billet.migration.sources.foreign_database import has_tables, tables_of
from chalicelib.conversation.comment import State

_APPROVED, _PENDING, _DELETED = 1, 2, 4
_OF_AN_IMPORT = re.compile(r"\A\s*<p[\s>]|<br ?/?>|<a\s[^>]*href=", re.IGNORECASE)
"""What Isso's own import of Disqus and WordPress writes: HTML, where readers write Markdown."""


def read(path: Path, options: Options) -> Site:
    """Returns the comments of Isso's file."""
    site = Site(tool="Isso", address=options.address)
    with tables_of(path) as tables:
        pages = {row["id"]: clean(row["uri"]) for row in tables.rows("threads")}
        rows = list(tables.rows("comments"))
        nameless = [row for row in rows if not isinstance(row["id"], int)]
        for row in nameless:
            message = f"the comment has {row['id']!r} in the place of its number"
            site.notices.append(Notice(Origin(path.name), message, left_out=True))
        for row in sorted((row for row in rows if row not in nameless), key=lambda row: int(row["id"])):
            origin = Origin(path.name, item=f"comment {row['id']}")
            comment = _comment(row, pages.get(row["tid"], ""), origin, site.notices)
            site.comments += [comment] if comment else []
    return site


def _comment(row: dict[str, Any], page: str, origin: Origin, notices: list[Notice]) -> ImportedComment | None:
    posted = instant_of(row["created"], UTC)
    if posted is None or not page:
        missing = "no date" if page else "no page"
        notices.append(Notice(origin, f"the comment has {missing}", left_out=True))
        return None
    mode = row["mode"]
    if mode not in (_APPROVED, _PENDING, _DELETED):
        notices.append(Notice(origin, f"its mode is {mode}, which Isso does not have: it waits for approval"))
    text, markup = _text(clean(row["text"]))
    is_deleted = mode == _DELETED
    state: State = "approved" if mode in (_APPROVED, _DELETED) else "pending"
    return ImportedComment(
        id=f"isso-{row['id']}",
        origin=origin,
        page=page,
        parent=f"isso-{row['parent']}" if row["parent"] else "",
        name="" if is_deleted else line_of(unescape(clean(row["author"]))),
        text="" if is_deleted else text,
        markup=markup,
        posted=posted,
        edited=instant_of(row["modified"], UTC),
        state=state,
        email=line_of(row["email"]),
        website=line_of(unescape(clean(row["website"]))),
        is_deleted=is_deleted,
    )


def _text(text: str) -> tuple[str, Markup]:
    """Returns what a reader wrote as it is, and what Isso took over from elsewhere as it shows it."""
    if _OF_AN_IMPORT.search(text):
        return MarkdownIt("commonmark", {"html": True}).render(text), "html"
    return text, "markdown"


SOURCE = Source(
    name="isso",
    title="Isso",
    recognises=lambda path: has_tables(path, "comments", "threads", "preferences"),
    read=read,
)
