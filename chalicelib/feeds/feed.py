"""A feed and its entries, whatever they are written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from html import escape

ENTRIES = 20
"""How many of the newest articles a feed has."""

LARGEST = 2_000_000
"""Bytes of content in one feed, escaped: beyond them an entry has its summary alone. A Lambda function
answers with 6 MB at the most, of which base64 takes a quarter."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed changed that never had an entry: at no moment that comes after another."""


@dataclass(frozen=True)
class Enclosure:
    """A sound or film of an entry, which programs for podcasts fetch; `size` in bytes."""

    url: str
    kind: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One article or comment.

    `id` never changes, whatever becomes of text and address (RFC 4287, 4.2.6). `html` is its whole text
    with whole addresses, "" where it is not at hand. Times carry a zone.
    """

    id: str
    url: str
    title: str
    language: str
    published: datetime
    updated: datetime
    author: str
    summary: str = ""
    html: str = ""
    picture: str = ""
    """The whole address of the picture at its head."""
    enclosures: tuple[Enclosure, ...] = ()
    categories: tuple[str, ...] = ()
    replies: str = ""
    """The whole address of the feed of its comments."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The facts about all entries, and the entries, newest first. Addresses are whole ones."""

    id: str
    url: str
    home: str
    """The page whose feed it is."""
    title: str
    language: str
    author: str
    zone: tzinfo = UTC
    """The zone in which its times are written."""
    subtitle: str = ""
    rights: str = ""
    icon: str = ""
    replies_to: tuple[str, str] = ("", "")
    """Id and address of the article, where the entries are its comments."""
    changed: datetime = EPOCH
    """When it last changed, where it has no entries."""
    stylesheet: str = ""
    """The address of a style for browsers, "" for none."""
    entries: tuple[Entry, ...] = ()

    @property
    def updated(self) -> datetime:
        """When it or one of its entries last changed."""
        return max((entry.updated for entry in self.entries), default=self.changed)

    def bounded(self, max_bytes: int = LARGEST) -> Feed:
        """Returns the feed with as many whole texts, the newest first, as `max_bytes` hold."""
        left, entries = max_bytes, []
        for entry in self.entries:
            left -= len(escape(entry.html).encode(errors="replace"))
            entries.append(entry if left >= 0 else replace(entry, html=""))
        return replace(self, entries=tuple(entries))
