"""The addresses of a blog of Dotclear: by a path or by a query, as its administrator chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from billet.migration.model import Entry, OldAddress
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
    ) -> Iterator[OldAddress]:
        """Yields what leads to lists: of categories, whose addresses are given by their labels, of tags and
        of months in `zone`. Billet itself leads on from paths that end in the same words."""
        entries = list(entries)
        terms = [(f"category/{url}", "categories", label) for label, url in category_urls.items()]
        tags = dict.fromkeys(tag for entry in entries for tag in entry.tags)
        terms += [(f"tag/{tag}", "tags", tag) for tag in tags]
        moments = (entry.date for entry in entries if isinstance(entry.date, datetime) and not entry.draft)
        months = sorted({f"{moment.astimezone(zone):%Y/%m}" for moment in moments})
        for prefix in self._prefixes:
            has_query = prefix.endswith("?")
            for path, taxonomy, label in terms:
                is_same = slugify(path.rpartition("/")[2]) == term_slug(label) and prefix == "/"
                if has_query or not is_same:
                    yield OldAddress(prefix + path, f"/{taxonomy}/{term_slug(label)}")
            for month in months if has_query else ():
                yield OldAddress(f"{prefix}archive/{month}", f"/archive/{month[:4]}")
            for year in sorted({month[:4] for month in months}) if not has_query else ():
                yield OldAddress(f"{prefix}archive/{year}/*", f"/archive/{year}")
            yield (
                OldAddress(f"{prefix}archive", "/archive")
                if has_query
                else OldAddress(f"{prefix}page/*", "/archive")
            )
