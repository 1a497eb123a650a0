"""Comments as lines of JSON: what ``billet comments export`` writes and ``import`` reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import MISSING, asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.conversation.comment import STATES, Comment
from chalicelib.errors import ConfigurationError, Conflict
from chalicelib.services import Services

_TIMES = frozenset({"posted", "expires", "edited", "decided"})
_PASSING = frozenset({"mail", "revision"})
"""What holds for a comment in its table alone."""


def to_record(comment: Comment) -> dict[str, Any]:
    """Returns a comment as values of JSON, without what is empty."""
    values = {name: value for name, value in asdict(comment).items() if name not in _PASSING and value}
    return {name: value.isoformat() if name in _TIMES else value for name, value in values.items()}


def read(lines: Iterable[str]) -> list[Comment]:
    """Returns the comments of lines of JSON. Raises `ConfigurationError` that names each line that is none;
    blank ones count as lines."""
    comments: list[Comment] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            comments.append(_of_record(json.loads(line)))
        except ValueError as error:
            problems.append(f"line {number}: {error}")
    if problems:
        others = f", and {len(problems) - 5} others" if len(problems) > 5 else ""
        raise ConfigurationError(f"no comment was imported: {'; '.join(problems[:5])}{others}")
    return comments


def add(new: Iterable[Comment], blog: Services, advance: Callable[[int], object] = lambda _: None) -> int:
    """Stores the comments whose ids are new, and returns their number. Raises `Unavailable`."""
    added = 0
    latest = blog.clock() + timedelta(days=blog.settings.retention_days)
    for comment in new:
        # The schedule alone lets approved ones expire: it knows which article is deleted here.
        expires = None if comment.state == "approved" else comment.expires or latest
        with suppress(Conflict):
            blog.comments.add(replace(comment, expires=expires))
            added += 1
        advance(1)
    return added


def _of_record(record: Any) -> Comment:
    """Returns the comment of values of JSON. Raises `ValueError` that says what is wrong with them."""
    if not isinstance(record, dict):
        raise ValueError("this is no comment: write an object of JSON")  # told with its line
    if problem := next(_problems(record), ""):
        raise ValueError(problem)
    values: dict[str, Any] = {
        name: _moment(name, value) if name in _TIMES else value for name, value in record.items()
    }
    return Comment(**{"name": "", "text": "", **values})


def _problems(record: dict[str, Any]) -> Iterator[str]:
    known = {field.name: field for field in fields(Comment) if field.name not in _PASSING}
    for name, value in record.items():
        if name not in known:
            yield f"{name!r} is no value of a comment"
        elif name == "by_author":
            if not isinstance(value, bool):
                yield "'by_author' is neither true nor false"
        elif not isinstance(value, str):
            yield f"{name!r} is no text"
    required = {name for name, field in known.items() if field.default is MISSING}
    if record.get("state") == "approved" and not (record.get("name") or record.get("text")):
        required -= {"name", "text"}  # it is erased, and keeps its place
    if missing := [name for name in known if name in required and not record.get(name)]:
        yield f"there is no {' and no '.join(missing)}"
    if "/" in str(record.get("id", "")):
        yield "an 'id' has no slash"
    for name in ("state", "previous"):
        if record.get(name, "pending") not in STATES:
            yield f"{name!r} is none of {', '.join(STATES)}"


def _moment(name: str, value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{name!r} names no time zone, such as +01:00")
    return moment
