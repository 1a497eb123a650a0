"""Front matter in JSON, as Hugo, gray-matter and Hexo have it; Hexo's is without its braces."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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
from chalicelib.content.front_matter.toml import as_text

_KEY = re.compile(r'"((?:[^"\\\n]++|\\.)*+)"?+(\s*+:)?')


class _Table(list[tuple[str, Any]]):
    """The pairs of a JSON object, those with one key included."""


def read(file: str, text: str, line: int) -> FrontMatter:
    """The fields of JSON that begins in `line` of `file`. Raises `ContentError`."""
    braced = text.lstrip().startswith("{")
    whole = text if braced else "{" + text.rstrip().rstrip(",") + "}"
    try:
        table = json.loads(
            whole,
            strict=False,  # a line end within a text
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_Table,
        )
    except json.JSONDecodeError as error:
        column = error.colno - (error.lineno == 1 and not braced)
        message = f"the front matter is not valid JSON ({error.msg})"
        remedy = 'Write "key": "value", with a comma after each but the last'
        raise refusal(file, line + error.lineno - 1, message, remedy, "json", max(column, 1)) from error
    except RecursionError as error:
        raise too_deep(file, line) from error
    if not isinstance(table, _Table):
        raise refusal(file, line, "the front matter is not a list of keys", "Write { first", "not-keys", 1)
    return collected(file, _pairs(file, table, "", _Places(text, line), 1))


class _Places:
    """Where the keys stand; `json` does not tell."""

    def __init__(self, text: str, line: int) -> None:
        self._found: dict[str, list[tuple[int, int]]] = {}
        begun, number = 0, line
        for key in _KEY.finditer(text):
            if key[2]:
                number += text.count("\n", begun, key.start())
                begun = key.start()
                column = begun - text.rfind("\n", 0, begun)
                self._found.setdefault(key[1], []).append((number, column))
        self._line = line

    def next(self, key: str) -> tuple[int, int]:
        """The next place of `key`, when keys are asked for in the order of the text."""
        places = self._found.get(key) or self._found.get(json.dumps(key)[1:-1])
        return places.pop(0) if places else (self._line, 0)


def _pairs(file: str, table: _Table, prefix: str, places: _Places, depth: int) -> Iterator[tuple[str, Field]]:
    for name, value in table:
        key, place = prefix + normal(name), places.next(name)
        if depth > DEEPEST:
            raise too_deep(file, place[0])
        if isinstance(value, _Table):
            yield from _pairs(file, value, key + ".", places, depth + 1)
        elif isinstance(value, list):
            yield key, Field(list(_texts(value)), *place)
            named: dict[str, list[str]] = {}
            for one in value:
                for below, field in (
                    _pairs(file, one, key + ".", places, depth + 1) if isinstance(one, _Table) else ()
                ):
                    named.setdefault(below, []).extend(
                        [field.value] if isinstance(field.value, str) else field.value
                    )
            for below, several in named.items():
                yield below, Field(several, *place)
        else:
            yield key, Field(as_text(value), *place)


def _texts(values: list[Any], depth: int = 1) -> Iterator[str]:
    for value in values:
        if isinstance(value, list) and not isinstance(value, _Table):
            if depth < DEEPEST:
                yield from _texts(value, depth + 1)
        elif not isinstance(value, _Table):
            yield as_text(value)
