"""The person behind the site, as ``site.toml`` tells: who signs, and how to reach them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class NamedValue:
    """A line of a table of texts, such as ``"Mastodon" = "https://…"``."""

    name: str
    value: str


@dataclass(frozen=True)
class Author:
    """The person who signs the articles."""

    name: str = ""
    role: str = ""
    """What the person does, below the name: ``Consultant``."""
    biography: str = ""
    """Markdown."""
    portrait: str = ""
    """A picture beside the biography, such as ``media/me.webp``."""


@dataclass(frozen=True)
class Contact:
    """The ways to reach the author, in this order; an empty text is not shown."""

    email: str = ""
    mobile: str = ""
    phone: str = ""
    phones: tuple[NamedValue, ...] = ()
    """Other numbers, by what the author calls them."""
    linkedin: str = ""
    networks: tuple[NamedValue, ...] = ()
    """Addresses of the author's pages elsewhere, by the name of the place."""
    teams: str = ""
    note: str = ""
    """A sentence of the author's own below them."""


def dialled(phone: str) -> str:
    """Returns a number as a telephone dials it: without spaces, and without the ``(0)`` of ``+33 (0)5``,
    which is dialled within the country alone: that of ``(0)5`` stays."""
    return re.sub(r"[ .()-]", "", re.sub(r"(?<=\d) ?\(0\)", "", phone))
