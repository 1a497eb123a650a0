"""The parser of ``site.toml``: it names every mistake in the file, with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass, replace
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from chalicelib.content import redirect_reader, zones
from chalicelib.content.article_parser import decode, empty_file, is_empty
from chalicelib.content.email_address import is_email
from chalicelib.content.front_matter import toml
from chalicelib.content.front_matter.key_positions import KeyPositions
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.site import FILE, NETWORKS, Site
from chalicelib.content.text import normalize_newlines, quoted
from chalicelib.feeds.tag_uri import AUTHORITY

LARGEST = 128 * 1024
"""Bytes of the file beyond which it is refused: a thousand redirects take most of them."""

MOST_FRAMES = 20
"""Hosts that may be framed: each page's headers hold them all."""

MOST_PATHS = 100
"""Paths that robots may be asked not to read."""

MOST_BLOCKED = 500
"""Entries of the blocklist: each form is compared with all of them."""

MOST_LINKS = 100

MOST_DAYS = 36_500
"""Days after which the comments of an article may close."""


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
    problems: list[Problem] = []
    site = _read(Site, table, (), positions, problems)
    if problems:
        raise InvalidSite(*problems)
    return site


class InvalidSite(ContentError):
    """``site.toml`` cannot be used; `problems` are all that is wrong with it."""


T = TypeVar("T")


def _read(
    cls: type[T],
    table: Mapping[str, Any],
    prefix: tuple[str, ...],
    positions: KeyPositions,
    problems: list[Problem],
) -> T:
    """Returns a `cls` of the values in a table; what does not fit its attributes joins `problems`."""
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in table.items():
        path = (*prefix, key)
        name = ".".join(path)
        hint, message, remedy = hints.get(key), f"'{name}' is {quoted(value)}", ""
        if name == "redirects":
            values[key] = redirect_reader.read(FILE, value, positions, problems)
        elif hint is None:
            message, remedy = f"'{name}' is not a setting", _suggestion(key, hints)
        elif is_dataclass(hint) and isinstance(value, Mapping):
            values[key] = _read(hints[key], value, path, positions, problems)
        elif is_dataclass(hint):
            message, remedy = (
                f"'{name}' is not a table",
                f"Write [{name}] on a line of its own, its keys below",
            )
        elif not _fits(value, hint):
            remedy = f"Write {_type_name(hint)}"
        else:
            is_good, advice = _CHECKS.get(name, (lambda _: True, ""))
            remedy = "" if is_good(value) else advice
            values[key] = tuple(value) if isinstance(value, list) else value
        if remedy:
            line, column = positions.first(*path)
            problems.append(Problem(FILE, line, message, remedy, code="site", column=column))
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


_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_HTTPS = re.compile(r"(?:https://[^\s\"'<>]+)?")
_PATH = re.compile(r"/[^\s#]{0,200}")
_PHONE = re.compile(r"(?:\+?[\d .()-]{3,30})?")
_SERVER = re.compile(r"[\w-]+(?:\.[\w-]+)+")

_BLOCKED = re.compile(r"\S(?:.{0,98}\S)?")

_HTTPS_REMEDY = "Write an address that begins with https://"

# What a type alone does not say: whether a value is good, and the remedy where it is not.
_CHECKS: Mapping[str, tuple[Callable[[Any], object], str]] = {
    "title": (str.strip, "Give the site a title"),
    "language": (
        lambda tag: tag == canonical_tag(tag) != "",
        "Write a language tag in its usual spelling, such as fr, en-GB, de or pt-BR",
    ),
    "timezone": (zones.find, "Write a name of the IANA time zone database, such as Europe/Paris"),
    "first_year": (lambda year: year == 0 or 1990 <= year <= 9999, "Write a year such as 2004"),
    "frames": (
        lambda hosts: len(hosts) <= MOST_FRAMES and all(map(_HOST.fullmatch, hosts)),
        f"Write {MOST_FRAMES} hosts at the most, such as www.youtube-nocookie.com",
    ),
    "contact.email": (
        lambda email: not email or is_email(email),
        "Write an address such as me@example.org",
    ),
    "contact.phone": (_PHONE.fullmatch, "Write digits and spaces, such as +33 5 61 00 00 00"),
    "contact.linkedin": (_HTTPS.fullmatch, _HTTPS_REMEDY),
    "contact.teams": (_HTTPS.fullmatch, _HTTPS_REMEDY),
    "comments.close_after_days": (
        lambda days: 0 <= days <= MOST_DAYS,
        f"Write a number of days from 1 to {MOST_DAYS}, or 0 for ever",
    ),
    "comments.max_links": (
        lambda number: 0 <= number <= MOST_LINKS,
        f"Write a number from 0 to {MOST_LINKS}",
    ),
    "comments.blocklist": (
        lambda entries: len(entries) <= MOST_BLOCKED and all(map(_BLOCKED.fullmatch, entries)),
        f'Write {MOST_BLOCKED} entries of 100 characters at the most, such as ["casino", "spam.example"]',
    ),
    "feeds.authority": (
        lambda name: not name or AUTHORITY.fullmatch(name),
        "Write a domain of yours and a year in which it was, such as example.org,2026",
    ),
    "robots.disallow": (
        lambda paths: len(paths) <= MOST_PATHS and all(map(_PATH.fullmatch, paths)),
        f'Write {MOST_PATHS} paths at the most, such as "/pages/playlist"',
    ),
    "security.contact": (
        lambda address: is_email(address.removeprefix("mailto:")) or _HTTPS.fullmatch(address),
        "Write an address such as security@example.org or https://example.org/report",
    ),
    "security.policy": (_HTTPS.fullmatch, _HTTPS_REMEDY),
    "share.networks": (set(NETWORKS).issuperset, f"Choose among: {', '.join(NETWORKS)}"),
    "share.mastodon_server": (_SERVER.fullmatch, "Write a server's name, such as mastodon.social"),
}
