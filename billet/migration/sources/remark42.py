"""Remark42's comments, from a backup: a line of JSON about the site, then one for each comment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC
from html import unescape
from pathlib import Path
from typing import Any

from billet.migration.model import ImportedComment, Notice, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import clean, instant_of, line_of
from billet.migration.sources.source_files import beginning, read_whole, text_of
from chalicelib.conversation.comment import State

_SITE_LINE = re.compile(rb'\s*\{\s*"(?:version|users|posts)"\s*:.{0,60}?"(?:users|posts)"\s*:', re.DOTALL)
_COMMENT_LINE = re.compile(rb'\s*\{"id"\s*:[^\n]*"pid"\s*:[^\n]*"locator"\s*:')
"""The first line, where there is none about the site: some take it out by hand."""

_NO_PARENT = ("", "root")
"""Remark42 has "root" for none in what it took over from Commento (its issue 1696)."""


def read(path: Path, options: Options) -> Site:
    """Returns the comments of a backup."""
    site = Site(tool="Remark42", address=options.address)
    blocked: set[str] = set()
    for origin, record in _records(path, site.notices):
        if "locator" not in record:
            blocked |= _blocked(record)
        elif comment := _comment(record, origin, blocked, site.notices):
            site.comments.append(comment)
    return site


def _records(path: Path, notices: list[Notice]) -> Iterator[tuple[Origin, dict[str, Any]]]:
    """Yields the object of each line. A line that is none becomes a notice."""
    for number, line in enumerate(text_of(read_whole(path)).split("\n"), start=1):
        if not line.strip():
            continue
        origin = Origin(path.name, number)
        for record in _values(line):
            if isinstance(record, dict):
                yield origin, record
            else:
                message = "the line is no comment, as it is no object of JSON"
                notices.append(Notice(origin, message, "Make the backup once more", left_out=True))


def _values(line: str) -> Iterator[Any]:
    """Yields the values of a line, which has one as a rule; None for what is no JSON."""
    decoder, rest = json.JSONDecoder(), line.strip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except (ValueError, RecursionError):
            yield None
            return
        yield value
        rest = rest[end:].strip()


def _blocked(record: dict[str, Any]) -> set[str]:
    """Returns the ids of the users whom the site has shut out, whose comments are hidden."""
    users = record.get("users")
    users = users if isinstance(users, list) else []
    users = [user for user in users if isinstance(user, dict)]
    return {str(user.get("id")) for user in users if _dict(user.get("blocked")).get("status")}


def _comment(
    record: dict[str, Any], origin: Origin, blocked: set[str], notices: list[Notice]
) -> ImportedComment | None:
    name = clean(record.get("id"))
    origin = Origin(origin.file, origin.line, f"comment {name}")
    user, page = _dict(record.get("user")), clean(_dict(record.get("locator")).get("url"))
    posted = instant_of(record.get("time"), UTC)
    missing = [what for what, value in (("id", name), ("page", page), ("date", posted)) if not value]
    if posted is None or missing:
        notices.append(Notice(origin, f"the comment has no {' and no '.join(missing)}", left_out=True))
        return None
    is_deleted = bool(record.get("delete"))
    state: State = "rejected" if str(user.get("id")) in blocked else "approved"
    if state == "rejected" and not is_deleted:
        notices.append(Notice(origin, "its writer is shut out of the old site: it comes as rejected"))
    html = clean(record.get("text"))
    return ImportedComment(
        id=f"remark42-{name}",
        origin=origin,
        page=page,
        parent=f"remark42-{parent}" if (parent := clean(record.get("pid"))) not in _NO_PARENT else "",
        name="" if is_deleted else line_of(unescape(clean(user.get("name")))),
        text="" if is_deleted else html or unescape(clean(record.get("orig"))),
        markup="html" if html else "markdown",
        posted=posted,
        edited=instant_of(_dict(record.get("edit")).get("time"), UTC),
        state=state,
        by_author=user.get("admin") is True,
        is_deleted=is_deleted,
    )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_backup(data: bytes) -> bool:
    return bool(_SITE_LINE.match(data) or _COMMENT_LINE.match(data))


SOURCE = Source(
    name="remark42",
    title="Remark42",
    recognises=lambda path: path.is_file() and _is_backup(beginning(path)),
    read=read,
)
