"""The addresses of a blog of Dotclear: by a path or by a query, as its administrator chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, OldAddress
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug

_HOME = re.compile(r"(?:/?index\.php)?[/?]*\Z")
_EITHER = ("/index.php?", "/index.php/", "/")
"""What stands before ``post/x``, where the export does not tell: a blog has one of these."""


class Addresses:
    """The addresses of one blog. `home` is that of its home page, "" where it is not known."""

    def __init__(self, blog_url: str, given: str) -> None:
        """Takes the address that the export has of the blog, "" where it has none, and the one that the
        author has given."""
        whole = blog_url or given
        self.home = _HOME.sub("", whole) if urlsplit(whole).netloc else ""
        root = urlsplit(self.home).path
        if urlsplit(blog_url).netloc:
            own = blog_url.partition("//")[2]
            path = "/" + own.partition("/")[2]
            self._prefixes: tuple[str, ...] = (path if path[-1] in "/?" else f"{path}/",)
        else:
            self._prefixes = tuple(root + prefix for prefix in _EITHER)

    def of(self, path: str) -> tuple[str, ...]:
        """Returns the addresses that ``post/x`` and the like may have had, from the root."""
        return tuple(prefix + path for prefix in self._prefixes)

    def redirects(
        self, entries: Iterable[Entry], category_urls: Mapping[str, str], zone: ZoneInfo
    ) -> list[OldAddress]:
        """Returns what leads to lists: of categories, whose addresses are given by their labels, of tags and
        of months in `zone`. Billet itself leads on from paths that end in the same words."""
        public = [entry for entry in entries if not entry.draft]
        used = {label for entry in public for label in entry.categories}
        categories = {label: url for label, url in category_urls.items() if label in used}
        tags = dict.fromkeys(tag for entry in public for tag in entry.tags)
        moments = (entry.date for entry in public if isinstance(entry.date, datetime))
        months = sorted({f"{moment.astimezone(zone):%Y/%m}" for moment in moments})
        redirects = (
            redirect
            for prefix in self._prefixes
            for redirect in (*_terms(prefix, categories, tags), *_archives(prefix, months))
        )
        return list(dict.fromkeys(redirects))


def _terms(prefix: str, categories: Mapping[str, str], tags: Iterable[str]) -> Iterator[OldAddress]:
    paths = [(f"category/{url}", f"/categories/{term_slug(label)}") for label, url in categories.items()]
    for path, new in paths:
        for name in ("atom", "rss2"):
            yield OldAddress(f"{prefix}feed/{path}/{name}", f"{new}/feed.xml")
    for path, new in (*paths, *((f"tag/{tag}", f"/tags/{term_slug(tag)}") for tag in tags)):
        is_same = slugify(path.rpartition("/")[2]) == new.rpartition("/")[2]
        if not (is_same and prefix == "/"):
            yield OldAddress(prefix + path, new)


def _archives(prefix: str, months: list[str]) -> Iterator[OldAddress]:
    """Yields what leads from the home page below a path, from months and from further pages."""
    if root := prefix.rstrip("?/").removesuffix("/index.php"):
        yield OldAddress(root, "/")
    if prefix != "/":
        yield OldAddress(f"{prefix}archive", "/archive")
    if prefix.endswith("?"):
        for month in months:
            yield OldAddress(f"{prefix}archive/{month}", f"/archive/{month[:4]}")
        return
    for year in dict.fromkeys(month[:4] for month in months):
        yield OldAddress(f"{prefix}archive/{year}/*", f"/archive/{year}")
    yield OldAddress(f"{prefix}page/*", "/archive")
