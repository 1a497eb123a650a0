"""The addresses of a WordPress blog that are no text's and no medium's: lists and archives."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from billet.migration.model import OldAddress
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.wordpress.media import MediaLibrary
from billet.migration.sources.wordpress.records import Export, Post
from billet.migration.sources.wordpress.terms import Terms

MOST_PAGES = 300
"""Pages of single pictures that are led on: ``[redirects]`` takes 1,000 lines."""

_UPLOADS = "/wp-content/uploads/"


def redirects_of(
    site: str,
    published: list[Post],
    library: MediaLibrary,
    terms: Terms,
    export: Export,
) -> Iterator[OldAddress]:
    """Yields the addresses that neither Billet nor import leads on by itself. `site` is that of the home
    page, `published` are the posts and pages that readers saw."""
    prefix = urlsplit(site).path.rstrip("/")
    by_query = bool(published) and all("?" in post.link for post in published)
    if library.media:
        yield OldAddress(f"{prefix}{_UPLOADS}*", "/media/*")
    yield from dict.fromkeys(terms.redirects(prefix, by_query=by_query))
    yield from _archives(prefix, published, by_query=by_query)
    yield from _pages_of_media(library, export, prefix)


def _archives(prefix: str, published: list[Post], *, by_query: bool) -> Iterator[OldAddress]:
    dates = {post.date for post in published if post.type == "post" and post.date[:4].isdecimal()}
    if by_query:
        for month in sorted({date[:4] + date[5:7] for date in dates}):
            yield OldAddress(f"{prefix}/?m={month}", f"/archive/{month[:4]}")
        return
    for year in sorted({date[:4] for date in dates}):
        yield OldAddress(f"{prefix}/{year}/*", f"/archive/{year}")
    if dates:
        yield OldAddress(f"{prefix}/author/*", "/archive")


def _pages_of_media(library: MediaLibrary, export: Export, prefix: str) -> Iterator[OldAddress]:
    """Yields the pages that WordPress gave each picture, where they were known by its number."""
    known = [
        number
        for number in library.attachments
        if number in library.linked_numbers or "?" in export.posts[number].link
    ]
    for number in known[:MOST_PAGES]:
        if path := library.path_of(export.posts[number].guid) or library.path_of(export.posts[number].link):
            yield OldAddress(f"{prefix}/?attachment_id={number}", "/" + quote(path))
