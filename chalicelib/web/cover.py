"""The picture at an article's head."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.edition.record import Record
from chalicelib.content.media import type_of
from chalicelib.markdown.link_resolver import srcset_of


@dataclass(frozen=True)
class Cover:
    """One picture; `width` and `height` in pixels are 0 where they are unknown, `copies` and `shown`
    (HTML's ``srcset`` and ``sizes``) are "" where there is but one."""

    address: str
    width: int
    height: int
    copies: str = ""
    shown: str = ""


def cover_of(record: Record, base: str) -> Cover | None:
    """The picture at its head, where it is one of ours and was uploaded; its addresses are below `base`."""
    article = record.article
    if not article.image:
        return None
    found = record.library.find(article.image, article.key)
    if found.medium is None or not type_of(found.key).startswith("image/"):
        return None
    medium, address, sizes = found.medium, base + found.path, srcset_of(found)
    if not sizes:
        return Cover(address, medium.width, medium.height)
    # Imported here: it comes with the text, and an error page has none.
    from chalicelib.markdown.pictures import COLUMN

    copies = ", ".join(f"{base}{path} {width}w" for path, width in sizes)
    return Cover(address, medium.width, medium.height, copies, COLUMN)
