"""The parser of ``site.toml``: it names every mistake in the file, with its line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from typing import Any, Literal, TypeVar, get_args, get_origin

from chalicelib.content import link_reader, look_reader, redirect_reader
from chalicelib.content.article_parser import decode, empty_file, is_empty
from chalicelib.content.front_matter import toml
from chalicelib.content.problem import ContentError
from chalicelib.content.setting_problems import SettingProblems
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
        if is_empty(text):
            raise InvalidSite(empty_file(FILE))
        table, positions = toml.load(FILE, text, subject="the file")
    except InvalidSite:
        raise
    except ContentError as error:
        raise InvalidSite(replace(error.problem, code="site")) from error
    reader = _Reader(SettingProblems(FILE, positions))
    site = reader.read(Site, table, ())
    if reader.problems:
        raise InvalidSite(*reader.problems)
    return replace(site, look=look_reader.with_dark_accent(site.look), lines=tuple(reader.lines))


class InvalidSite(ContentError):
    """``site.toml`` cannot be used; `problems` are all that is wrong with it."""


T = TypeVar("T")

Reader = Callable[[tuple[str, ...], Any, SettingProblems], object]

_READERS: Mapping[str, Reader] = {
    "redirects": redirect_reader.read,
    "menu": link_reader.read_menu,
    "footer.links": link_reader.read_links,
    "look.accent": look_reader.read_accent,
    "look.accent_dark": look_reader.read_dark_accent,
    "look.margin_color": look_reader.read_line_color,
}
"""The settings that have a reader of their own, which is given the path of the key, its value, and the
problems that those of the value join."""


@dataclass
class _Reader:
    """Reads the tables of one file; `problems` are what does not fit, `lines` those of what does."""

    problems: SettingProblems
    lines: list[KeyLine] = field(default_factory=list)

    def read(self, cls: type[T], table: Mapping[str, Any], prefix: tuple[str, ...]) -> T:
        """Returns a `cls` of the values in a table."""
        hints = {name: hint for name, hint in hints_of(cls).items() if (*prefix, name) != ("lines",)}
        values: dict[str, Any] = {}
        for key, value in table.items():
            path = (*prefix, key)
            name, hint = ".".join(path), hints.get(key)
            if read := _READERS.get(name):
                values[key] = read(path, value, self.problems)
            elif hint is None:
                self.problems.add(path, f"'{name}' is not a setting", _suggestion(key, hints))
            elif is_dataclass(hint) and isinstance(value, Mapping):
                values[key] = self.read(hints[key], value, path)
            elif is_dataclass(hint):
                message = f"'{name}' is not a table"
                self.problems.add(path, message, f"Write [{name}] on a line of its own, its keys below")
            elif _is_table(hint):
                values[key] = self._named_values(value, path)
            elif not _fits(value, hint):
                self.problems.add(path, f"'{name}' is {quoted(value)}", f"Write {_type_name(hint)}")
            else:
                self._check(name, value, path)
                values[key] = tuple(value) if isinstance(value, list) else value
        return cls(**values)

    def _named_values(self, table: object, path: tuple[str, ...]) -> tuple[NamedValue, ...]:
        """Returns the lines of a table whose names are the author's."""
        name = ".".join(path)
        if not isinstance(table, Mapping):
            message, remedy = f"'{name}' is not a table", f'[{name}] on a line of its own, "Name" = "…" below'
            self.problems.add(path, message, f"Write {remedy}")
            return ()
        is_name, advice = NAME
        for key, value in table.items():
            if not is_name(key):
                self.problems.add((*path, key), f"a name in '{name}' is {quoted(key)}", advice)
            elif not isinstance(value, str):
                self.problems.add(
                    (*path, key), f"'{name}.{key}' is {quoted(value)}", f"Write {_type_name(str)}"
                )
            else:
                self._check(name, value, (*path, key))
        return tuple(NamedValue(key, str(value)) for key, value in table.items())

    def _check(self, name: str, value: Any, path: tuple[str, ...]) -> None:
        """Notes the line of a value of the right type, and what is wrong with it."""
        is_good, advice = CHECKS.get(name, (lambda _: True, ""))
        if is_good(value):
            self.lines.append(KeyLine(".".join(path), self.problems.line_of(*path)))
        else:
            self.problems.add(path, f"'{'.'.join(path)}' is {quoted(value)}", advice)


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
