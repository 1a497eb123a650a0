"""Where the keys of TOML and JSON stand: their parsers do not tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from chalicelib.content.front_matter.fields import MAX_DEPTH, Entry, Table, Value, normal, too_deep
from chalicelib.content.text import position

# What is never closed reaches to the end: were it no match, each quote after it would be tried in turn.
_PART = r"""(?:"(?:[^"\\]++|\\.)*+"?+|'[^'\n]*+'?+|[\w-]++)"""
_KEY = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"
_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}+)?+'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}+)?+"
    r"|\#[^\n]*+"
    rf"|^[ \t]*+\[(?:[ \t]*+(?P<table>{_KEY})[ \t]*+|\[[ \t]*+(?P<item>{_KEY})[ \t]*+\])\]"
    rf"|(?P<key>{_KEY})(?P<sign>\s*+[=:])?+"
    r"|[\[\]{}]",
    re.DOTALL | re.MULTILINE,
)

Position = tuple[int, int]
"""Line and column, both from 1."""


class KeyPositions:
    """The positions of all keys of a text that begins in `line` of `file`, by dotted key.

    Raises `ContentError` for a text that is nested too deep, before a parser follows it into the depth.
    """

    def __init__(self, file: str, text: str, line: int = 1, subject: str = "the front matter") -> None:
        self._positions: dict[tuple[str, ...], list[Position]] = {}
        self._line = line
        prefixes: list[tuple[str, ...]] = [()]
        path: tuple[str, ...] = ()
        for token in _TOKEN.finditer(text):
            heading = token["table"] or token["item"]
            if heading and len(prefixes) == 1:
                path = prefixes[0] = _parts(heading)
            elif token["key"] and _is_key(token["key"], token["sign"]):
                path = prefixes[-1] + _parts(token["key"])
            elif token[0] in ("[", "{"):
                prefixes.append(path)
            elif token[0] in ("]", "}") and len(prefixes) > 1:
                path = prefixes.pop()
            else:
                continue
            if max(len(path), len(prefixes) - 1) > MAX_DEPTH:
                raise too_deep(file, position(text, token.start(), line)[0], subject)
            if token["key"] or heading:
                self._positions.setdefault(path, []).append(position(text, token.start(), line))

    def first(self, *path: str) -> Position:
        """Returns the first position of a key or of what is below it, else the beginning of the text."""
        keys = tuple(map(normal, path))
        matches = (known[0] for key, known in self._positions.items() if key[: len(keys)] == keys)
        return next(matches, (self._line, 0))

    def table(
        self, pairs: Iterable[tuple[str, Any]], prefix: tuple[str, ...] = (), near: Position | None = None
    ) -> Table:
        """Returns the entries of a mapping below the key `prefix`, whose pairs are in the order of the text;
        those whose position is not known are at `near`."""
        table = Table()
        for key, value in pairs:
            path = (*prefix, normal(key))
            known = self._positions.get(path) or [near or (self._line, 0)]
            place = known.pop(0) if len(known) > 1 else known[0]
            table.append(Entry(key, self._value(value, path, place), *place))
        return table

    def _value(self, value: Any, path: tuple[str, ...], near: Position) -> Value:
        if isinstance(value, Pairs | dict):
            return self.table(value.items() if isinstance(value, dict) else value, path, near)
        if isinstance(value, list):
            return [self._value(item, path, near) for item in value]
        return _text(value)


class Pairs(list[tuple[str, Any]]):
    """The keys and values of a JSON object, those with one key included."""


def _is_key(key: str, sign: str | None) -> bool:
    """Whether a word or text is a key: before a colon only JSON has one, and it is in quotes."""
    return sign is not None and (sign[-1] == "=" or key[0] == '"')


def _parts(key: str) -> tuple[str, ...]:
    return tuple(normal(_unescaped(part)) for part in re.findall(_PART, key, re.DOTALL))


def _unescaped(part: str) -> str:
    try:
        return str(json.loads(part, strict=False)) if part[0] == '"' else part.strip("'")
    except ValueError:
        return part.strip('"')


def _text(value: object) -> str:
    """A value of TOML or JSON as its author wrote it, or in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()
