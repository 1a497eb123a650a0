"""The picture at an article's head."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chalicelib.content.article import Article
from chalicelib.content.media import path_instead_of, srcset_of, type_of

if TYPE_CHECKING:
    from chalicelib.markdown.link_resolver import LinkResolver

_SMALLEST = (600, 315)
"""Pixels of a picture that social networks show large."""

_READ_BY_ALL = frozenset({"image/jpeg", "image/png", "image/gif"})
"""The types of pictures that all of them show: LinkedIn no others."""


@dataclass(frozen=True)
class Cover:
    """One picture; `width` and `height` in pixels are 0 where they are unknown, `srcset` and `sizes` are
    HTML's, "" where the picture has but one size; `alt` says what it shows."""

    address: str
    width: int
    height: int
    srcset: str = ""
    sizes: str = ""
    alt: str = ""

    @property
    def is_large(self) -> bool:
        """Whether social networks show it across the whole width."""
        return self.width >= _SMALLEST[0] and self.height >= _SMALLEST[1]

    @property
    def is_for_networks(self) -> bool:
        """Whether all of them show it so."""
        return self.is_large and type_of(self.address) in _READ_BY_ALL


def cover_of(article: Article, resolver: LinkResolver, base: str) -> Cover | None:
    """Returns the picture at its head, where it is one of ours and was uploaded; its addresses are below
    `base`."""
    cover = picture_at(article.image, article.key, resolver, base)
    return replace(cover, alt=article.image_alt) if cover else None


def picture_at(written: str, key: str, resolver: LinkResolver, base: str, sizes: str = "") -> Cover | None:
    """Returns the picture that the file `key` names so, in all its sizes, where it is one of ours and was
    uploaded; its addresses are below `base`. `sizes` are HTML's, by default those of the column of text."""
    link = resolver.resolve(written, key) if written else None
    if link is None or link.medium is None or not type_of(link.key).startswith("image/"):
        return None
    medium, variants = link.medium, srcset_of(link.key, link.medium)
    address = base + (path_instead_of(link.key, medium) or link.path)
    if not variants:
        return Cover(address, medium.width, medium.height)
    if not sizes:
        # Imported late: it comes with the text, and an error page has none.
        from chalicelib.markdown.pictures import COLUMN

        sizes = COLUMN
    srcset = ", ".join(f"{base}{path} {width}w" for path, width in variants)
    return Cover(address, medium.width, medium.height, srcset, sizes)
