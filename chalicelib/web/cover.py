"""The picture at an article's head."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.article import Article
from chalicelib.content.media import path_instead_of, srcset_of, type_of
from chalicelib.markdown.link_resolver import LinkResolver


@dataclass(frozen=True)
class Cover:
    """One picture; `width` and `height` in pixels are 0 where they are unknown, `srcset` and `sizes` are
    HTML's, "" where the picture has but one size."""

    address: str
    width: int
    height: int
    srcset: str = ""
    sizes: str = ""


def cover_of(article: Article, resolver: LinkResolver, base: str) -> Cover | None:
    """Returns the picture at its head, where it is one of ours and was uploaded; its addresses are below
    `base`."""
    if not article.image:
        return None
    link = resolver.resolve(article.image, article.key)
    if link.medium is None or not type_of(link.key).startswith("image/"):
        return None
    address = base + (path_instead_of(link.key, link.medium) or link.path)
    variants = srcset_of(link.key, link.medium)
    if not variants:
        return Cover(address, link.medium.width, link.medium.height)
    # Imported late: it comes with the text, and an error page has none.
    from chalicelib.markdown.pictures import COLUMN

    srcset = ", ".join(f"{base}{path} {width}w" for path, width in variants)
    return Cover(address, link.medium.width, link.medium.height, srcset, COLUMN)
