"""What the values in ``site.toml`` must be beyond their types, and the remedy where they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from chalicelib.content import zones
from chalicelib.content.email_address import is_email
from chalicelib.content.language_tag import canonical_tag
from chalicelib.content.media import FOLDER, type_of
from chalicelib.content.site import NETWORKS
from chalicelib.content.site_words import Words
from chalicelib.content.text import is_blank
from chalicelib.feeds.tag_uri import AUTHORITY

Check = tuple[Callable[[Any], object], str]
"""Whether a value is good, and the remedy where it is not."""

MOST_FRAMES = 20
"""Hosts that may be framed: each page's headers hold them all."""

MOST_PATHS = 100
"""Paths that robots may be asked not to read."""

MOST_BLOCKED = 500
"""Entries of the blocklist: each form is compared with all of them."""

MOST_LINKS = 100

MOST_DAYS = 36_500
"""Days after which the comments of an article may close."""

_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_HTTPS = re.compile(r"(?:https://[^\s\"'<>]+)?")
_PATH = re.compile(r"/[^\s#]{0,200}")
_PHONE = re.compile(r"(?:\+?[\d .()-]{3,30})?")
_SERVER = re.compile(r"[\w-]+(?:\.[\w-]+)+")

_BLOCKED = re.compile(r"\S(?:.{0,98}\S)?")

_HTTPS_REMEDY = "Write an address that begins with https://"


def _is_line(longest: int) -> Callable[[str], object]:
    """Returns what tells whether a text is one line of no more characters, with something to see in it."""
    return lambda text: (
        not text or (len(text) <= longest and not re.search(r"[\r\n\t]", text) and not is_blank(text))
    )


LONGEST_LINE = 200
"""Characters of a heading or sentence of the author's own."""

LONGEST_NAME = 60
"""Characters of a name in a table, such as that of a network."""

MOST_CHOSEN = 30
"""Articles and pages that the author may choose for the foot of each page, and of the latest listed there."""

LONGEST_BIOGRAPHY = 5_000
"""Characters of the biography, which stands below each article."""

NAME: Check = (
    lambda name: bool(name) and _is_line(LONGEST_NAME)(name),
    f"Write a name of {LONGEST_NAME} characters at the most",
)
"""The same for the names in a table of the author's own."""

FEWEST_CHARACTERS, MOST_CHARACTERS = 45, 90
"""Characters in a line of text: shorter ones are torn, and eyes lose their way back in longer ones."""

LONGEST_FOOT = 2_000
"""Characters of the author's words at the foot of each page."""


def _is_picture(key: str) -> bool:
    """Whether a text may be the key of a picture in the folder of media."""
    parts = key.split("/")
    return key.startswith(FOLDER) and not {"", ".", ".."} & set(parts) and type_of(key).startswith("image/")


_PICTURE: Check = (
    lambda key: not key or _is_picture(key),
    'Write the name of a picture with its folder, such as "media/logo.svg"',
)
_LINE = (_is_line(LONGEST_LINE), f"Write one line of {LONGEST_LINE} characters at the most")
_NUMBER = (_PHONE.fullmatch, "Write digits and spaces, such as +33 5 61 00 00 00")
_PLACE_OF_PAGE = re.compile(r"/?(?:(?:articles|pages)/)?[^\s/?#]{1,200}")

CHECKS: Mapping[str, Check] = {
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
    **dict.fromkeys(("contact.phone", "contact.mobile"), _NUMBER),
    "contact.phones": (lambda number: number and _PHONE.fullmatch(number), _NUMBER[1]),
    "contact.linkedin": (_HTTPS.fullmatch, _HTTPS_REMEDY),
    "contact.networks": (lambda address: address and _HTTPS.fullmatch(address), _HTTPS_REMEDY),
    "contact.teams": (_HTTPS.fullmatch, _HTTPS_REMEDY),
    "contact.note": _LINE,
    "author.role": _LINE,
    "author.biography": (
        lambda text: len(text) <= LONGEST_BIOGRAPHY,
        f"Write {LONGEST_BIOGRAPHY} characters at the most, and the rest on a page",
    ),
    "footer.worth_reading": (
        lambda chosen: len(chosen) <= MOST_CHOSEN and all(map(_PLACE_OF_PAGE.fullmatch, chosen)),
        f'Write {MOST_CHOSEN} articles and pages at the most, such as "pages/playlist"',
    ),
    "footer.latest": (
        lambda number: 0 <= number <= MOST_CHOSEN,
        f"Write a number from 0 to {MOST_CHOSEN}",
    ),
    "footer.text": (
        lambda text: len(text) <= LONGEST_FOOT,
        f"Write {LONGEST_FOOT} characters at the most, and the rest on a page",
    ),
    **dict.fromkeys(("look.logo", "look.header", "look.favicon"), _PICTURE),
    "look.width": (
        lambda width: width == 0 or FEWEST_CHARACTERS <= width <= MOST_CHARACTERS,
        f"Write the characters of a line, from {FEWEST_CHARACTERS} to {MOST_CHARACTERS}",
    ),
    **{f"words.{field.name}": _LINE for field in fields(Words)},
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
"""The checks by the whole name of a setting."""
