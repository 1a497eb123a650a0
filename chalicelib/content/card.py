"""The card of an article: the picture of its title that social networks show beside a link to it.

The author's machine draws it, where the fonts are; the functions only need to know which one is meant.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import date

from chalicelib.content.article import Article
from chalicelib.content.language_tag import interface_language
from chalicelib.content.media import copy_key, original_of
from chalicelib.content.site import Site
from chalicelib.content.typography import typographic

WIDTH, HEIGHT = 1200, 630
"""Pixels: what LinkedIn, Mastodon and others show whole."""

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
    )


def card_key(key: str, digest: str) -> str:
    """Returns where in the bucket the card of the article in a file lies: beside smaller copies of
    pictures."""
    return copy_key(key, digest, WIDTH, ".png")


def card_at(key: str) -> tuple[str, str] | None:
    """Returns the file of the article and the digest that `card_key` made `key` of; None for what is no
    card."""
    copy = original_of(key)
    return copy[:2] if copy and key == card_key(*copy[:2]) else None
