"""The parser of ``site.toml``: it names every mistake in the file, with its line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from operator import attrgetter
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from chalicelib.content import link_reader, look_reader, redirect_reader
from chalicelib.content.article_parser import decode
from chalicelib.content.front_matter import toml
from chalicelib.content.problem import ContentError
from chalicelib.content.setting_problems import SettingProblems
from chalicelib.content.site import FILE, SettingLine, Site
from chalicelib.content.site_checks import CHECKS
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
    problems = SettingProblems(FILE, positions)
    site = _read(Site, table, (), problems)
    if problems:
        raise InvalidSite(*problems)
    return replace(site, look=look_reader.with_dark_accent(site.look), lines=tuple(_lines(site, problems)))


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

_NAMING = ("featured", "favourite", "legal", "look.logo", "look.header", "look.favicon", "footer.text")
"""The settings that name what may come or go."""


def _lines(site: Site, problems: SettingProblems) -> Iterator[SettingLine]:
    """Yields the lines of those of `_NAMING` that are set."""
    for name in _NAMING:
        if attrgetter(name)(site):
            yield SettingLine(name, problems.line_of(*name.split(".")))


def _read(cls: type[T], table: Mapping[str, Any], prefix: tuple[str, ...], problems: SettingProblems) -> T:
    """Returns a `cls` of the values in a table; what does not fit its attributes joins `problems`."""
    hints = get_type_hints(cls)
    hints.pop("lines", None)  # no setting
    values: dict[str, Any] = {}
    for key, value in table.items():
        path = (*prefix, key)
        name = ".".join(path)
        hint, message, remedy = hints.get(key), f"'{name}' is {quoted(value)}", ""
        if read := _READERS.get(name):
            values[key] = read(path, value, problems)
        elif hint is None:
            message, remedy = f"'{name}' is not a setting", _suggestion(key, hints)
        elif is_dataclass(hint) and isinstance(value, Mapping):
            values[key] = _read(hints[key], value, path, problems)
        elif is_dataclass(hint):
            message, remedy = (
                f"'{name}' is not a table",
                f"Write [{name}] on a line of its own, its keys below",
            )
        elif not _fits(value, hint):
            remedy = f"Write {_type_name(hint)}"
        else:
            is_good, advice = CHECKS.get(name, (lambda _: True, ""))
            remedy = "" if is_good(value) else advice
            values[key] = tuple(value) if isinstance(value, list) else value
        if remedy:
            problems.add(path, message, remedy)
    return cls(**values)


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
