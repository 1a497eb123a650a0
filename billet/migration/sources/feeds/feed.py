"""A feed as its format has it, before it is a site."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from billet.migration.model import Notice, Origin


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to an item. `type` is its media type, "" where it is not told."""

    url: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One text. `html` is all that the feed has of it, `summary` is plain and "" where it has none beside the
    text; `addresses` has the item's own one first."""

    key: str
    """What tells it from the others: its id, else its address, else its title and date."""
    origin: Origin
    title: str
    html: str
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    addresses: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    image: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    is_draft: bool = False
    is_excerpt: bool = False
    """Whether the feed has no text of it, and `html` is its summary."""


@dataclass
class Feed:
    """All that a feed has. `format` is its name for people, `next_page` the address of older items."""

    format: str
    title: str = ""
    subtitle: str = ""
    home: str = ""
    language: str = ""
    next_page: str = ""
    items: list[Item] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
