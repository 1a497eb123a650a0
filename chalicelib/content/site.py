"""The site's own settings, which the author changes in ``site.toml`` without deploying."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from chalicelib.content.season import Hemisphere

FILE = "site.toml"

NETWORKS = ("linkedin", "x", "facebook", "whatsapp", "mastodon", "mail")


@dataclass(frozen=True)
class Author:
    """Who signs the articles."""

    name: str = ""
    biography: str = ""


@dataclass(frozen=True)
class Contact:
    """The ways to reach the author; an empty one is not shown."""

    email: str = ""
    phone: str = ""
    linkedin: str = ""
    teams: str = ""


@dataclass(frozen=True)
class Share:
    """The plain share links below an article, in this order."""

    networks: tuple[str, ...] = NETWORKS
    mastodon_server: str = "mastodon.social"


@dataclass(frozen=True)
class SeasonLines:
    """The line for the season. An empty text means the product's own."""

    enabled: bool = True
    hemisphere: Hemisphere = "north"
    spring: str = ""
    summer: str = ""
    autumn: str = ""
    winter: str = ""


@dataclass(frozen=True)
class Feeds:
    """What subscriptions hang on."""

    authority: str = ""
    """Who gives entries their ids, such as ``example.org,2026``; "" means the host of the site."""


@dataclass(frozen=True)
class Robots:
    """What programs are asked not to read."""

    disallow: tuple[str, ...] = ()
    """Beginnings of paths, below the root of the site."""
    ai: bool = True
    """Whether who collects texts to train models may."""


@dataclass(frozen=True)
class Security:
    """Where to report a weakness of the site (RFC 9116); an empty text is not shown."""

    contact: str = ""
    """An address, e-mail or ``https://``; "" means that of the author."""
    policy: str = ""


@dataclass(frozen=True)
class Site:
    """All of ``site.toml``. The types of the attributes are the types the file must have."""

    title: str = "Billet"
    tagline: str = ""
    language: str = "fr"
    timezone: str = "Europe/Paris"
    place: str = ""
    first_year: int = 0
    featured: str = ""
    favourite: str = ""
    legal: str = ""
    frames: tuple[str, ...] = ()
    """Hosts whose pages texts may frame: the only third parties a reader's browser ever asks."""
    author: Author = field(default_factory=Author)
    contact: Contact = field(default_factory=Contact)
    share: Share = field(default_factory=Share)
    season: SeasonLines = field(default_factory=SeasonLines)
    feeds: Feeds = field(default_factory=Feeds)
    robots: Robots = field(default_factory=Robots)
    security: Security = field(default_factory=Security)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone dates without one are in, and days begin in."""
        return zoneinfo.ZoneInfo(self.timezone)


T = TypeVar("T")

_PARTS: Mapping[str, type] = {
    "author": Author,
    "contact": Contact,
    "share": Share,
    "season": SeasonLines,
    "feeds": Feeds,
    "robots": Robots,
    "security": Security,
}


def restore(table: Mapping[str, Any]) -> Site:
    """The site that `dataclasses.asdict` and JSON took apart."""
    return _restored(Site, table)


def _restored(cls: type[T], table: Mapping[str, Any]) -> T:
    values: dict[str, Any] = {}
    for name in (one.name for one in fields(cls)):  # type: ignore[arg-type]  # these are dataclasses
        if name in table:
            value = table[name]
            part = _PARTS.get(name)
            if part and isinstance(value, Mapping):
                values[name] = _restored(part, value)
            else:
                values[name] = tuple(value) if isinstance(value, list) else value
    return cls(**values)
