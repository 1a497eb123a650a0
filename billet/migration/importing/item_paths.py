"""Which items of a site can have the file that their reader names."""

from __future__ import annotations

from typing import TypeVar

from billet.migration.file_paths import is_safe
from billet.migration.model import Entry, Medium, Notice, Site
from chalicelib.content.article import kind_of
from chalicelib.content.listing import is_content_file
from chalicelib.content.site import FILE

Item = TypeVar("Item", Entry, Medium)


def leave_out_unusable(site: Site) -> None:
    """Takes out of a site what would lie outside of the folders that are published, and what has the file of
    another item, also where a file system ignores case; each joins the site's notices."""
    items: dict[str, Entry | Medium] = {}
    site.entries = [entry for entry in site.entries if _is_usable(entry, items, site.notices)]
    site.media = [medium for medium in site.media if _is_usable(medium, items, site.notices)]


def _is_usable(item: Item, items: dict[str, Entry | Medium], notices: list[Notice]) -> bool:
    is_text = isinstance(item, Entry)
    is_published = is_safe(item.path) and is_content_file(item.path) and item.path != FILE
    if not is_published or (kind_of(item.path) is not None) != is_text:
        message, remedy = f"no file is published as {item.path!r}", ""
    elif items.setdefault(item.path.casefold(), item) is not item:
        message = f"{item.path} is the file of another item already: {items[item.path.casefold()].origin}"
        remedy = "Give one of the two another name in the old blog"
    else:
        return True
    notices.append(Notice(item.origin, message, remedy, left_out=True))
    return False
