"""The addresses of a WordPress blog that are no text's: media, lists and archives."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from billet.migration.model import Notice, OldAddress
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
    notices: list[Notice],
) -> Iterator[OldAddress]:
    """Yields the addresses that Billet does not lead on by itself. `site` is that of the home page, `published`
    are the posts and pages that readers saw."""
    prefix = urlsplit(site).path.rstrip("/")
    by_query = bool(published) and all("?" in post.link for post in published)
    if library.media:
        yield OldAddress(f"{prefix}{_UPLOADS}*", "/media/*")
        yield from _renamed_media(prefix, library)
    yield from dict.fromkeys(terms.redirects(prefix, by_query=by_query))
    yield from _archives(prefix, published, by_query=by_query)
    yield from _pages_of_media(prefix, library, export, notices)


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


def _renamed_media(prefix: str, library: MediaLibrary) -> Iterator[OldAddress]:
    """Yields the files that have another name in the folder than on the blog."""
    for medium in library.media:
        old = urlsplit(medium.url).path.partition(_UPLOADS)[2]
        new = quote(medium.path)
        if old and new != f"media/{old}":
            yield OldAddress(f"{prefix}{_UPLOADS}{old}", f"/{new}")


def _pages_of_media(
    prefix: str, library: MediaLibrary, export: Export, notices: list[Notice]
) -> Iterator[OldAddress]:
    """Yields the pages that WordPress gave each picture."""
    attachments = [post for post in export.posts.values() if post.id in library.attachments and post.link]
    paths = {address: medium.path for medium in library.media for address in medium.addresses}
    for post in attachments[:MOST_PAGES]:
        link = urlsplit(post.link)
        old = f"{prefix}/?attachment_id={post.id}" if link.query else link.path
        if post.link in paths and old.strip("/"):
            yield OldAddress(old, "/" + quote(paths[post.link]))
    if len(attachments) > MOST_PAGES:
        message = f"the pages of {len(attachments) - MOST_PAGES} media, from this one on, lead nowhere"
        remedy = "Write the addresses that matter into [redirects] of site.toml"
        notices.append(Notice(attachments[MOST_PAGES].origin, message, remedy, left_out=True))
