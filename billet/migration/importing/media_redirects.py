"""Redirects from the old addresses of media: as few lines as there can be."""

from __future__ import annotations

from collections.abc import Iterator

from billet.migration.importing.link_map import LinkMap
from billet.migration.model import OldAddress, Site
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded, whole_address
from chalicelib.content.redirects import Redirect, RedirectTable


def media_redirects(site: Site, links: LinkMap) -> Iterator[OldAddress]:
    """Yields a redirect for each old address of a medium from which those of the site lead nowhere, or to
    another file; first those of the media themselves, then those of their smaller copies."""
    table = RedirectTable(Redirect(redirect.old, redirect.new) for redirect in site.redirects)
    for is_first in (True, False):
        for medium in site.media:
            new = url_path(medium.path)
            rooted = [links.rooted(address) for address in medium.addresses]
            whole = [address for address in rooted if address.startswith("/") and "?" not in address]
            for address in whole[:1] if is_first else whole[1:]:
                if decoded(address) != decoded(new) and not _leads(table, decoded(address), decoded(new)):
                    yield OldAddress(address, new)


def _leads(table: RedirectTable, old: str, new: str) -> bool:
    """Whether the blog leads from an old address to a new one by itself: from that of a smaller copy, too."""
    matches = (table.below(address) for address in (old, whole_address(old)) if address)
    return any(match and decoded(match[1]) == new for match in matches)
