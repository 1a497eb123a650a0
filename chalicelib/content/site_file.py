"""``site.toml``, read into the site's settings; each thing wrong with it is named, with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from chalicelib.content.article import LANGUAGES
from chalicelib.content.article_parser import decode
from chalicelib.content.email import is_email
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.site import FILE, NETWORKS, Site
from chalicelib.feeds.tag_uri import AUTHORITY

LARGEST = 16 * 1024
"""Bytes of the file beyond which it is refused."""

MOST_FRAMES = 20
"""Hosts that may be framed: each travels with each page."""

MOST_PATHS = 100
"""Paths that robots may be asked not to read."""


def parse(data: bytes) -> Site:
    """Read ``site.toml``. Raises `InvalidSite` with every problem found, by name and line."""
    try:
        text = decode(FILE, data).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        table = tomllib.loads(text)
    except ContentError as error:
        raise InvalidSite(error.problem) from error
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else len(text.splitlines())
        what = re.sub(r" \(at .*\)$", "", str(error))
        remedy = "Write one 'key = value' a line, texts in double quotes"
        raise InvalidSite(
            Problem(FILE, line, f"it is not valid TOML ({what})", remedy, code="site")
        ) from error
    except (ValueError, RecursionError) as error:  # a number or a list beyond all measure
        problem = Problem(FILE, 1, f"it cannot be read ({type(error).__name__})", "Simplify it", code="site")
        raise InvalidSite(problem) from error
    problems: list[Problem] = []
    site = _read(Site, table, "", _lines(text), problems)
    if problems:
        raise InvalidSite(*problems)
    return site


class InvalidSite(ContentError):
    """``site.toml`` cannot be used; `problems` are all that is wrong with it."""


T = TypeVar("T")


def _read(
    cls: type[T], table: Mapping[str, Any], prefix: str, lines: Mapping[str, int], problems: list[Problem]
) -> T:
    """Make a `cls` of a table, noting what does not fit its attributes' types."""
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in table.items():
        name, line = prefix + key, lines.get(prefix + key, 0)
        if key not in hints:
            problems.append(
                Problem(FILE, line, f"'{name}' is not a setting", _suggestion(key, hints), code="site")
            )
        elif is_dataclass(hints[key]):
            if isinstance(value, Mapping):
                values[key] = _read(hints[key], value, name + ".", lines, problems)
            else:
                remedy = f"Write [{name}] on a line of its own, its keys below"
                problems.append(Problem(FILE, line, f"'{name}' is not a table", remedy, code="site"))
        elif not _fits(value, hints[key]):
            remedy = f"Write {_wanted(hints[key])}"
            problems.append(Problem(FILE, line, f"'{name}' is {_shown(value)}", remedy, code="site"))
        elif remedy := _CHECKS.get(name, _anything)(value):
            problems.append(Problem(FILE, line, f"'{name}' is {_shown(value)}", remedy, code="site"))
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    return cls(**values)


def _fits(value: object, hint: object) -> bool:
    if get_origin(hint) is tuple:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return type(value) is hint  # a TOML boolean is no number


def _wanted(hint: object) -> str:
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(hint))
    if get_origin(hint) is tuple:
        return 'a list of texts, such as ["linkedin", "mail"]'
    return {str: "a text in double quotes", int: "a whole number", bool: "true or false"}[hint]  # type: ignore[index]  # the attributes have no other types


def _shown(value: object) -> str:
    text = {True: "true", False: "false"}.get(value, repr(value)) if type(value) is bool else repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _suggestion(key: str, hints: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(key, hints, n=1)
    return f"Did you mean '{near[0]}'?" if near else "Remove it, or write one of: " + ", ".join(hints)


def _lines(text: str) -> dict[str, int]:
    """The line of each key and table, by dotted name; the first where one stands twice."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            table = header[1].replace('"', "").replace("'", "")
            found.setdefault(table, number)
        elif assignment := re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", line):
            found.setdefault(f"{table}.{assignment[1]}".lstrip("."), number)
    return found


def _anything(_: Any) -> str:
    return ""


def _timezone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return "Write a name of the IANA time zone database, such as Europe/Paris"
    return ""


_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def _hosts(names: list[str]) -> str:
    good = len(names) <= MOST_FRAMES and all(_HOST.fullmatch(name) for name in names)
    return "" if good else f"Write {MOST_FRAMES} hosts at the most, such as www.youtube-nocookie.com"


def _https(address: str) -> str:
    good = not address or re.fullmatch(r"https://[^\s\"'<>]+", address)
    return "" if good else "Write an address that begins with https://"


def _paths(paths: list[str]) -> str:
    good = len(paths) <= MOST_PATHS and all(re.fullmatch(r"/[^\s#]{0,200}", path) for path in paths)
    return "" if good else f'Write {MOST_PATHS} paths at the most, such as "/pages/playlist"'


def _authority(name: str) -> str:
    good = not name or AUTHORITY.fullmatch(name)
    return "" if good else "Write a domain of yours and a year in which it was, such as example.org,2026"


def _contact(address: str) -> str:
    good = not address or is_email(address.removeprefix("mailto:")) or not _https(address)
    return "" if good else "Write an address such as security@example.org or https://example.org/report"


# What a type alone does not say; each gives the remedy, or "" where all is well.
_CHECKS: Mapping[str, Callable[[Any], str]] = {
    "title": lambda title: "" if title.strip() else "Give the site a title",
    "language": lambda code: "" if code in LANGUAGES else f"Write one of: {', '.join(LANGUAGES)}",
    "timezone": _timezone,
    "first_year": lambda year: "" if year == 0 or 1990 <= year <= 9999 else "Write a year such as 2004",
    "frames": _hosts,
    "contact.email": lambda mail: (
        "" if not mail or is_email(mail) else "Write an address such as me@example.org"
    ),
    "contact.phone": lambda phone: (
        ""
        if re.fullmatch(r"(\+?[\d .()-]{3,30})?", phone)
        else "Write digits and spaces, such as +33 5 61 00 00 00"
    ),
    "feeds.authority": _authority,
    "robots.disallow": _paths,
    "security.contact": _contact,
    "security.policy": _https,
    "contact.linkedin": _https,
    "contact.teams": _https,
    "share.networks": lambda names: (
        "" if set(names) <= set(NETWORKS) else f"Choose among: {', '.join(NETWORKS)}"
    ),
    "share.mastodon_server": lambda name: (
        "" if re.fullmatch(r"[\w-]+(\.[\w-]+)+", name) else "Write a server's name, such as mastodon.social"
    ),
}
