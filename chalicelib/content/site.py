"""The settings of the site, which the author changes in ``site.toml`` without deploying."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, TypeVar

from chalicelib.content.language_tag import interface_language
from chalicelib.content.look import Look
from chalicelib.content.redirects import Redirect, RedirectTable
from chalicelib.content.season import Hemisphere
from chalicelib.content.site_links import Link

FILE = "site.toml"

NETWORKS = ("linkedin", "x", "facebook", "whatsapp", "mastodon", "mail")


@dataclass(frozen=True)
class Author:
    """The person who signs the articles."""

    name: str = ""
    biography: str = ""


@dataclass(frozen=True)
class Contact:
    """The ways to reach the author; an empty text is not shown."""

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
    """The ids that subscriptions depend on."""

    authority: str = ""
    """The authority in the ids of entries, such as ``example.org,2026``; "" means the host of the site."""


@dataclass(frozen=True)
class Robots:
    """The requests to programs that read the site."""

    disallow: tuple[str, ...] = ()
    """Beginnings of the paths they should not read, below the root of the site."""
    ai: bool = True
    """Whether texts may be collected to train models."""


@dataclass(frozen=True)
class Security:
    """Where to report a weakness of the site (RFC 9116); an empty text is not shown."""

    contact: str = ""
    """An address, e-mail or ``https://``; "" means that of the author."""
    policy: str = ""


@dataclass(frozen=True)
class Comments:
    """Where comments are open, what is set aside as spam, and what is approved at once. Messages are judged
    by the same rules."""

    enabled: bool = True
    """Whether readers may comment at all."""
    close_after_days: int = 0
    """Days for which an article takes comments, 0 for ever. It closes at midnight."""
    max_links: int = 3
    """Links in a text beyond which it is doubted."""
    blocklist: tuple[str, ...] = ()
    """Words, hosts, e-mail addresses and networks whose texts are doubted."""
    trusted: bool = False
    """Whether a comment is approved at once whose e-mail address is that of an approved one. An address is
    no proof: who knows a reader's address may use it."""


@dataclass(frozen=True)
class Footer:
    """What the author has at the foot of all pages."""

    text: str = ""
    """In Markdown."""
    links: tuple[Link, ...] = field(default=(), metadata={"item": Link})
    """Where else the author is to be found."""


@dataclass(frozen=True)
class SettingLine:
    """The line of a setting that names something which may come or go, such as ``look.logo``."""

    name: str
    line: int


@dataclass(frozen=True)
class Site:
    """The settings in ``site.toml``. The types of the attributes are the types the file must have."""

    title: str = "Billet"
    tagline: str = ""
    language: str = "fr"
    """The language of articles that name none, and of the texts in this file: a tag of BCP 47."""
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
    comments: Comments = field(default_factory=Comments)
    look: Look = field(default_factory=Look)
    menu: tuple[Link, ...] = field(default=(), metadata={"item": Link})
    """None for the product's own menu."""
    footer: Footer = field(default_factory=Footer)
    redirects: tuple[Redirect, ...] = field(default=(), metadata={"item": Redirect})
    lines: tuple[SettingLine, ...] = field(default=(), metadata={"item": SettingLine}, compare=False)
    """No setting: where some of them stand in the file."""

    @cached_property
    def redirect_table(self) -> RedirectTable:
        """The redirects, to be found by address."""
        return RedirectTable(self.redirects)

    def line_of(self, name: str) -> int:
        """Returns the line of a setting that names something, 0 where it is not known."""
        return next((setting.line for setting in self.lines if setting.name == name), 0)

    @property
    def interface_language(self) -> str:
        """The language of dates, buttons and labels."""
        return interface_language(self.language)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone of dates that name none, in which days begin as well."""
        return zoneinfo.ZoneInfo(self.timezone)


T = TypeVar("T")


def restore(table: Mapping[str, Any]) -> Site:
    """Returns the site that `dataclasses.asdict` and JSON took apart."""
    return _restored(Site, table)


def _restored(cls: type[T], table: Mapping[str, Any]) -> T:
    values: dict[str, Any] = {}
    for attribute in fields(cls):  # type: ignore[arg-type]  # these are dataclasses
        value = table.get(attribute.name)
        if isinstance(value, Mapping):
            values[attribute.name] = _restored(attribute.default_factory, value)  # type: ignore[arg-type]  # a class
        elif value is not None:
            item = attribute.metadata.get("item")
            values[attribute.name] = (
                tuple(item(**entry) if item else entry for entry in value)
                if isinstance(value, list)
                else value
            )
    return cls(**values)
