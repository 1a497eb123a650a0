"""Messages as lines of JSON: what ``billet messages export`` writes and ``import`` reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from chalicelib.conversation.message import BOXES, Message
from chalicelib.errors import ConfigurationError, Conflict
from chalicelib.services import Services

_TIMES = ("received", "expires")


def to_line(message: Message) -> str:
    """Returns a message as a line of JSON."""
    return json.dumps(asdict(message), ensure_ascii=False, default=datetime.isoformat) + "\n"


def read(lines: Iterable[str], file: str) -> list[Message]:
    """Returns the messages of lines of JSON; blank ones count as lines. Raises `ConfigurationError` that
    names the first line of `file` that is none."""
    return [
        message_of(line, f"{file}, line {number}") for number, line in enumerate(lines, 1) if line.strip()
    ]


def message_of(line: str, origin: object) -> Message:
    """Returns the message of a line of JSON. Raises `ConfigurationError` that names its `origin`."""
    try:
        values: dict[str, Any] = json.loads(line)
        for name in _TIMES:
            values[name] = datetime.fromisoformat(values[name])
        message = Message(**{field.name: values[field.name] for field in fields(Message)})
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{origin} is no message ({error}): export them again") from error
    if message.box not in BOXES or message.received.tzinfo is None or message.expires.tzinfo is None:
        raise ConfigurationError(f"{origin} is no message: it names no box or no time zone")
    return message


def add(new: Iterable[Message], blog: Services, advance: Callable[[int], object] = lambda _: None) -> int:
    """Stores the messages whose ids are new and that have not expired, and returns their number. Raises
    `Unavailable`."""
    added = 0
    now = blog.clock()
    for message in new:
        if message.expires > now:
            with suppress(Conflict):
                blog.messages.add(message)
                added += 1
        advance(1)
    return added
