"""The picture at an article's head."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile, srcset_of, type_of
from chalicelib.markdown.link_resolver import LinkResolver, ResolvedLink

_SMALLEST = (600, 315)
"""Pixels of a picture that social networks show large."""

_READ_BY_ALL = frozenset({"image/jpeg", "image/png", "image/gif"})
"""The types of pictures that all of them show: LinkedIn no others."""


@dataclass(frozen=True)
class Cover:
    """One picture; `width` and `height` in pixels are 0 where they are unknown, `srcset` and `sizes` are
    HTML's, "" where the picture has but one size."""

    address: str
    width: int
    height: int
    srcset: str = ""
    sizes: str = ""

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
    if not article.image:
        return None
    link = resolver.resolve(article.image, article.key)
    if link.medium is None or not type_of(link.key).startswith("image/"):
        return None
    return picture_of(link, link.medium, base)


def picture_of(link: ResolvedLink, medium: MediaFile, base: str) -> Cover:
    """Returns a picture in all its sizes; its addresses are below `base`."""
    address, variants = base + link.path, srcset_of(link.key, medium)
    if not variants:
        return Cover(address, medium.width, medium.height)
    # Imported late: it comes with the text, and an error page has none.
    from chalicelib.markdown.pictures import COLUMN

    srcset = ", ".join(f"{base}{path} {width}w" for path, width in variants)
    return Cover(address, medium.width, medium.height, srcset, COLUMN)
