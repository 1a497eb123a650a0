"""The card of an article: the picture of its title that social networks show beside a link to it.

The author's machine draws it, where the fonts are; the functions only need to know which one is meant.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import date
from typing import Literal

from chalicelib.content.article import Article
from chalicelib.content.language_tag import interface_language
from chalicelib.content.look import Accent
from chalicelib.content.media import copy_key, original_of
from chalicelib.content.site import Site
from chalicelib.content.typography import typographic

WIDTH, HEIGHT = 1200, 630
"""Pixels: what LinkedIn, Mastodon and others show whole."""

NO_LINE = "none"

_DESIGN = 1
"""Counts the ways cards have been drawn: where it grows, all are drawn anew."""


@dataclass(frozen=True)
class Card:
    """What is on a card. `language` is that of the title, `words` that of the date, which is None where only
    the upload dates the article."""

    title: str
    language: str
    day: date | None
    words: str
    site: str
    author: str
    accent: str = ""
    """The colour of the site's name, "" for the product's own."""
    line: str = ""
    """That of the margin line, `NO_LINE` where the site has none."""
    font: Literal["serif", "sans"] = "serif"

    @property
    def digest(self) -> str:
        """Another one for another card."""
        fields = "\n".join(map(str, (_DESIGN, *astuple(self))))
        return hashlib.sha256(fields.encode(errors="replace")).hexdigest()[:8]


def card_of(article: Article, site: Site) -> Card:
    """Returns the card of an article."""
    return Card(
        title=article.title,
        language=article.language,
        day=None if article.dated_by_upload else article.date.astimezone(site.zone).date(),
        words=interface_language(article.language, site.interface_language),
        site=typographic(site.title, site.language),
        author=article.author or site.author.name,
        accent=_accent(site.look.accent),
        line=site.look.margin_color if site.look.margin else NO_LINE,
        font=site.look.font,
    )


def _accent(accent: Accent) -> str:
    """Returns the one colour of all seasons, "" where there are several: a card outlasts a season."""
    colors = {accent.spring, accent.summer, accent.autumn, accent.winter}
    return colors.pop() if len(colors) == 1 else ""


def card_key(key: str, digest: str) -> str:
    """Returns where in the bucket the card of the article in a file lies: beside smaller copies of
    pictures."""
    return copy_key(key, digest, WIDTH, ".png")


def card_at(key: str) -> tuple[str, str] | None:
    """Returns the file of the article and the digest that `card_key` made `key` of; None for what is no
    card."""
    copy = original_of(key)
    return copy[:2] if copy and key == card_key(*copy[:2]) else None
