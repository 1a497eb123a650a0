"""The settings of the site, which the author changes in ``site.toml`` without deploying."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from functools import cache, cached_property
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from chalicelib.content.language_tag import interface_language
from chalicelib.content.look import Look
from chalicelib.content.redirects import Redirect, RedirectTable
from chalicelib.content.season import Hemisphere
from chalicelib.content.site_author import Author, Contact
from chalicelib.content.site_links import Link
from chalicelib.content.site_words import Words

FILE = "site.toml"

NETWORKS = ("linkedin", "x", "facebook", "whatsapp", "mastodon", "mail")


@dataclass(frozen=True)
class KeyLine:
    """The line of ``site.toml`` in which a setting stands; `key` is its whole name: ``footer.latest``."""

    key: str
    line: int


@dataclass(frozen=True)
class Articles:
    """The parts of an article's page that its author may choose."""

    dateline: Literal["posted", "letter"] = "posted"
    """How place and date are written: "Posted on Thursday 16 October 2025 (Toulouse)", or as at the head of a
    letter: "Toulouse, 16 October 2025"."""
    contents: bool = True
    """Whether a long text with several headings begins with a list of them."""


@dataclass(frozen=True)
class Footer:
    """The foot of each page."""

    worth_reading: tuple[str, ...] = ()
    """Articles and pages, by slug or address below the root of the site."""
    latest: int = 5
    """How many of the latest articles are listed."""
    text: str = ""
    """The author's own words, in Markdown."""
    links: tuple[Link, ...] = ()
    """Where else the author is to be found."""


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
    signs: bool = False
    """Whether signs such as ⛅ ☂️ follow the line."""
    position: Literal["head", "foot"] = "head"
    """Whether it stands at the head of the home page, or at the foot of each page."""


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
    articles: Articles = field(default_factory=Articles)
    footer: Footer = field(default_factory=Footer)
    look: Look = field(default_factory=Look)
    menu: tuple[Link, ...] = ()
    """None for the product's own menu."""
    words: Words = field(default_factory=Words)
    share: Share = field(default_factory=Share)
    season: SeasonLines = field(default_factory=SeasonLines)
    feeds: Feeds = field(default_factory=Feeds)
    robots: Robots = field(default_factory=Robots)
    security: Security = field(default_factory=Security)
    comments: Comments = field(default_factory=Comments)
    redirects: tuple[Redirect, ...] = ()
    lines: tuple[KeyLine, ...] = field(default=(), compare=False)
    """Where the settings stand in the file: this alone is none."""

    def line_of(self, key: str) -> int:
        """Returns the line of a setting by its whole name, 0 where it is not in the file."""
        return next((known.line for known in self.lines if known.key == key), 0)

    def texts(self) -> dict[str, str]:
        """Returns the texts in Markdown by the whole name of their setting, without those that are empty."""
        texts = {"author.biography": self.author.biography, "footer.text": self.footer.text}
        return {name: text for name, text in texts.items() if text}

    @cached_property
    def redirect_table(self) -> RedirectTable:
        """The redirects, to be found by address."""
        return RedirectTable(self.redirects)

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
    hints = hints_of(cls)
    values: dict[str, Any] = {}
    for name in table.keys() & hints.keys():
        hint, value = hints[name], table[name]
        if is_dataclass(hint):
            values[name] = _restored(hints[name], value)
        elif isinstance(value, list):
            make = item_of(hint)
            values[name] = tuple(make(**item) if isinstance(item, Mapping) else item for item in value)
        else:
            values[name] = value
    return cls(**values)


def hints_of(cls: Any) -> Mapping[str, Any]:
    """Returns the types of the settings in a class, by name."""
    return _type_hints(cls)


_type_hints = cache(get_type_hints)
"""Python evaluates the annotations of a class each time, and every index that is read has settings."""


def item_of(hint: Any) -> Any:
    """Returns the type of what a tuple of settings holds."""
    return get_args(hint)[0]
