"""The parser of ``site.toml``: it names every mistake in the file, with its line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from typing import Any, Literal, TypeVar, get_args, get_origin

from chalicelib.content import redirect_reader
from chalicelib.content.article_parser import decode
from chalicelib.content.front_matter import toml
from chalicelib.content.front_matter.key_positions import KeyPositions
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.site import FILE, KeyLine, Site, hints_of, item_of
from chalicelib.content.site_author import NamedValue
from chalicelib.content.site_checks import CHECKS, NAME
from chalicelib.content.text import normalize_newlines, quoted

LARGEST = 128 * 1024
"""Bytes of the file beyond which it is refused: a thousand redirects take most of them."""


def parse(data: bytes) -> Site:
    """Returns the settings in ``site.toml``. Raises `InvalidSite` with every problem in it, by name and
    line."""
    try:
        text = normalize_newlines(decode(FILE, data))
        table, positions = toml.load(FILE, text, subject="the file")
    except ContentError as error:
        raise InvalidSite(replace(error.problem, code="site")) from error
    reader = _Reader(positions)
    site = reader.read(Site, table, ())
    if reader.problems:
        raise InvalidSite(*reader.problems)
    return replace(site, lines=tuple(reader.lines))


class InvalidSite(ContentError):
    """``site.toml`` cannot be used; `problems` are all that is wrong with it."""


T = TypeVar("T")


@dataclass
class _Reader:
    """Reads the tables of one file; `problems` are what does not fit, `lines` those of what does."""

    positions: KeyPositions
    problems: list[Problem] = field(default_factory=list)
    lines: list[KeyLine] = field(default_factory=list)

    def read(self, cls: type[T], table: Mapping[str, Any], prefix: tuple[str, ...]) -> T:
        """Returns a `cls` of the values in a table."""
        hints = {name: hint for name, hint in hints_of(cls).items() if (*prefix, name) != ("lines",)}
        values: dict[str, Any] = {}
        for key, value in table.items():
            path = (*prefix, key)
            name, hint = ".".join(path), hints.get(key)
            if name == "redirects":
                values[key] = redirect_reader.read(FILE, value, self.positions, self.problems)
            elif hint is None:
                self._refuse(path, f"'{name}' is not a setting", _suggestion(key, hints))
            elif is_dataclass(hint) and isinstance(value, Mapping):
                values[key] = self.read(hints[key], value, path)
            elif is_dataclass(hint):
                message = f"'{name}' is not a table"
                self._refuse(path, message, f"Write [{name}] on a line of its own, its keys below")
            elif _is_table(hint):
                values[key] = self._named_values(value, path)
            elif not _fits(value, hint):
                self._refuse(path, f"'{name}' is {quoted(value)}", f"Write {_type_name(hint)}")
            else:
                self._check(name, value, path)
                values[key] = tuple(value) if isinstance(value, list) else value
        return cls(**values)

    def _named_values(self, table: object, path: tuple[str, ...]) -> tuple[NamedValue, ...]:
        """Returns the lines of a table whose names are the author's."""
        name = ".".join(path)
        if not isinstance(table, Mapping):
            message, remedy = f"'{name}' is not a table", f'[{name}] on a line of its own, "Name" = "…" below'
            self._refuse(path, message, f"Write {remedy}")
            return ()
        is_name, advice = NAME
        for key, value in table.items():
            if not is_name(key):
                self._refuse((*path, key), f"a name in '{name}' is {quoted(key)}", advice)
            elif not isinstance(value, str):
                self._refuse((*path, key), f"'{name}.{key}' is {quoted(value)}", f"Write {_type_name(str)}")
            else:
                self._check(name, value, (*path, key))
        return tuple(NamedValue(key, str(value)) for key, value in table.items())

    def _check(self, name: str, value: Any, path: tuple[str, ...]) -> None:
        """Notes the line of a value of the right type, and what is wrong with it."""
        is_good, advice = CHECKS.get(name, (lambda _: True, ""))
        if is_good(value):
            self.lines.append(KeyLine(".".join(path), self.positions.first(*path)[0]))
        else:
            self._refuse(path, f"'{'.'.join(path)}' is {quoted(value)}", advice)

    def _refuse(self, path: tuple[str, ...], message: str, remedy: str) -> None:
        line, column = self.positions.first(*path)
        self.problems.append(Problem(FILE, line, message, remedy, code="site", column=column))


def _is_table(hint: object) -> bool:
    return get_origin(hint) is tuple and item_of(hint) is NamedValue


def _fits(value: object, hint: object) -> bool:
    if get_origin(hint) is tuple:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return type(value) is hint  # a TOML boolean is no number


def _type_name(hint: object) -> str:
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(hint))
    if get_origin(hint) is tuple:
        return 'a list of texts, such as ["linkedin", "mail"]'
    return {str: "a text in double quotes", int: "a whole number", bool: "true or false"}[hint]  # type: ignore[index]  # the attributes have no other types


def _suggestion(key: str, hints: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(key, hints, n=1)
    return f"Did you mean '{near[0]}'?" if near else "Remove it, or write one of: " + ", ".join(hints)
