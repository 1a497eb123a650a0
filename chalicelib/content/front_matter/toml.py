"""Front matter in TOML, as Hugo and Zola have it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from chalicelib.content.front_matter.fields import (
    DEEPEST,
    Field,
    FrontMatter,
    collected,
    normal,
    refusal,
    too_deep,
)

_TABLE = re.compile(r"[ \t]*\[{1,2}([^\[\]\n]+)\]{1,2}")
_KEY = re.compile(r"([ \t]*)((?:[\w.-]|\"[^\"\n]*\"|'[^'\n]*')[^=\n]{0,80}?)[ \t]*=")
_DOTTED = re.compile(r"[\w\"'-]+(?:[ \t]*\.[ \t]*[\w\"'-]+){20}")
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$")


def read(file: str, text: str, line: int) -> FrontMatter:
    """The fields of TOML that begins in `line` of `file`. Raises `ContentError`."""
    places = dict(_places(text, line))
    try:
        for number, one in enumerate(text.split("\n"), start=line):
            if _DOTTED.match(one.lstrip(" \t[{")):
                raise too_deep(file, number)  # the parser takes time that grows with the square of the dots
        table = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        at = _PLACE.search(str(error))
        number, column = (int(at[1]), int(at[2])) if at and at[1] else (text.count("\n") + 1, 0)
        what = _PLACE.sub("", str(error))
        remedy = "Write one 'key = value' a line, texts in double quotes"
        message = f"the front matter is not valid TOML ({what})"
        raise refusal(file, line + number - 1, message, remedy, "toml", column) from error
    except RecursionError as error:
        raise too_deep(file, line) from error
    except ValueError as error:  # a number beyond all measure, or a time
        message = f"the front matter is not valid TOML ({error})"
        raise refusal(file, line, message, "Write it as a text, in double quotes", "toml") from error
    return collected(file, _pairs(file, table, "", places, (line, 0), 1))


def _pairs(
    file: str,
    table: Mapping[str, Any],
    prefix: str,
    places: Mapping[str, tuple[int, int]],
    near: tuple[int, int],
    depth: int,
) -> Iterator[tuple[str, Field]]:
    for name, value in table.items():
        key = prefix + normal(name)
        place = places.get(key, near)
        if depth > DEEPEST:
            raise too_deep(file, place[0])
        if isinstance(value, dict):
            yield from _pairs(file, value, key + ".", places, place, depth + 1)
        elif isinstance(value, list):
            yield key, Field(list(_texts(value)), *place)
            yield from _named(key, value, place)
        else:
            yield key, Field(as_text(value), *place)


def _named(key: str, values: list[Any], place: tuple[int, int]) -> Iterator[tuple[str, Field]]:
    """The values that tables in a list have for each of their keys."""
    found: dict[str, list[str]] = {}
    for table in values:
        if isinstance(table, dict):
            for name, value in table.items():
                if not isinstance(value, dict | list):
                    found.setdefault(f"{key}.{normal(name)}", []).append(as_text(value))
    for name, several in found.items():
        yield name, Field(several, *place)


def _texts(values: list[Any], depth: int = 1) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            if depth < DEEPEST:
                yield from _texts(value, depth + 1)
        elif not isinstance(value, dict):
            yield as_text(value)


def as_text(value: object) -> str:
    """A value of TOML or JSON as its author wrote it, or in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()


def _places(text: str, line: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The keys in the order of the text, and where each stands; `tomllib` does not tell."""
    table = ""
    for number, one in enumerate(text.split("\n"), start=line):
        if head := _TABLE.match(one):
            table = _dotted(head[1]) + "."
            yield table.removesuffix("."), (number, 1)
        elif key := _KEY.match(one):
            yield table + _dotted(key[2]), (number, len(key[1]) + 1)


def _dotted(key: str) -> str:
    return ".".join(normal(part.strip(" \t\"'")) for part in key.split("."))
