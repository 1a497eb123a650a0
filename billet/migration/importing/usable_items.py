"""What of a site can be used: items whose file and addresses another tool, or a hostile hand, wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from billet.folder import is_unicode
from billet.migration.file_paths import is_safe
from billet.migration.model import Entry, Medium, Notice, Origin, Site
from chalicelib.content.article import kind_of
from chalicelib.content.listing import is_content_file
from chalicelib.content.site import FILE

Item = TypeVar("Item", Entry, Medium)


def leave_out_unusable(site: Site) -> None:
    """Takes out of a site what would lie outside of the folders that are published, and what has the file of
    another item, also where a file system ignores case, and addresses that are none; each joins the site's
    notices."""
    items: dict[str, Entry | Medium] = {}
    site.entries = [entry for entry in site.entries if _is_usable(entry, items, site.notices)]
    site.media = [medium for medium in site.media if _is_usable(medium, items, site.notices)]

    if not _is_address(site.address):
        site.address = ""
    site.entries = [_with_addresses(entry, site.notices) for entry in site.entries]
    site.media = [_with_addresses(medium, site.notices) for medium in site.media]
    bad = [r for r in site.redirects if not (_is_address(r.old) and _is_address(r.new))]
    site.notices += [_no_address(Origin(FILE), redirect.old) for redirect in bad]
    site.redirects = [redirect for redirect in site.redirects if redirect not in bad]


def _with_addresses(item: Item, notices: list[Notice]) -> Item:
    bad = [address for address in item.addresses if not _is_address(address)]
    notices += [_no_address(item.origin, address) for address in bad]
    usable = tuple(address for address in item.addresses if address not in bad)
    return replace(item, addresses=usable) if bad else item


def _no_address(origin: Origin, address: str) -> Notice:
    return Notice(origin, f"{address!a} is no address, and leads nowhere", left_out=True)


def _is_address(text: str) -> bool:
    """Whether an address can be taken apart, and has no half characters."""
    try:
        urlsplit(text).port  # noqa: B018  # raises for one that is no number
    except ValueError:
        return False
    return is_unicode(text)


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
