"""What links may lead to, as `chalicelib.markdown.link_resolver` asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from chalicelib.content.article import Kind
from chalicelib.content.media import MediaFile
from chalicelib.markdown.anchors import Anchors


@dataclass(frozen=True)
class LinkedArticle:
    """What a link needs to know of an article or page."""

    kind: Kind
    slug: str
    key: str


class LinkTargets(Protocol):
    """What links may lead to. Keys are in NFC, as keys of the bucket are compared: a Mac takes accents off
    their letters in the names of its files."""

    def article_of_file(self, key: str) -> LinkedArticle | None:
        """Returns the article of a file."""

    def article_at(self, address: str) -> LinkedArticle | None:
        """Returns the article at an address in the form of `old_address`, now or of old."""

    def redirect_of(self, address: str) -> str:
        """Returns where the site's settings lead from an address in the form of `old_address`, "" for
        nowhere."""

    def redirect_below(self, path: str) -> str:
        """Returns where they lead from all that is below a part of a path, "" for nowhere."""

    def article_named(self, name: str) -> LinkedArticle | None:
        """Returns the article with a slugified title, slug, file name or other name, in this order."""

    def anchors_of(self, key: str) -> Anchors:
        """Returns the places in the article of a file, whose key is the one in the bucket."""

    def medium_of_file(self, key: str) -> tuple[str, MediaFile] | None:
        """Returns a medium with its key in the bucket."""

    def medium_named(self, name: str) -> tuple[str, MediaFile] | None:
        """Returns the first medium whose file has a name, case folded, with its key in the bucket."""


class NoTargets:
    """Nothing to lead to: each link within the site is dead."""

    def article_of_file(self, key: str) -> LinkedArticle | None:
        """Returns None, as all below."""
        del key
        return None

    article_at = article_named = article_of_file

    def redirect_of(self, address: str) -> str:
        """Returns "", as the one below."""
        del address
        return ""

    redirect_below = redirect_of

    def anchors_of(self, key: str) -> Anchors:
        """Returns none."""
        del key
        return Anchors([])

    def medium_of_file(self, key: str) -> tuple[str, MediaFile] | None:
        """Returns None."""
        del key
        return None

    medium_named = medium_of_file
