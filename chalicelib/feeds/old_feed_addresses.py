"""Where other tools have their feeds: an address of theirs leads to the feed that is here in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from chalicelib.content.old_address import Fields, old_path

_FEED = (
    r"(?:(?:feed|rss2?|atom|rdf)(?:/(?:feed|rss2?|atom|rdf))?"
    r"|(?:feed|rss2?|atom|index)\.(?:xml|rss|atom|rdf)|(?:feed|rss2?|atom)\.php)"
)
_JSON = r"(?:feed/json|feed\.json|index\.json)"
_OF_SITE = re.compile(
    rf"/(?:(?P<feed>{_FEED}|feeds/all(?:\.(?:atom|rss))?\.xml|feeds/posts/default)|{_JSON})", re.IGNORECASE
)
_OF_TERM = re.compile(
    rf"/(?:(?P<tags>tags?)|categor(?:y|ies))/(?:[^/]+/)*?(?P<term>[^/]+)/(?:(?P<feed>{_FEED})|{_JSON})",
    re.IGNORECASE,
)
_FORMATS = ("rss2", "rss", "atom", "rdf", "feed")
_QUERIES = {
    "/": frozenset({*(("feed", name) for name in _FORMATS), *((f"feed/{name}", "") for name in _FORMATS)}),
    "/spip": frozenset({("page", "backend")}),
}
"""The queries by which WordPress, Dotclear and SPIP name their feed, by path."""


@dataclass(frozen=True)
class FeedAddress:
    """A feed of the site, or of a tag or category: `term` as the old address writes it."""

    format: Literal["atom", "json"]
    taxonomy: Literal["tags", "categories", ""] = ""
    term: str = ""

    def path(self, slug: str = "") -> str:
        """Returns its address here, where `slug` is that of the term."""
        name = "feed.xml" if self.format == "atom" else "feed.json"
        return "/" + "/".join(filter(None, (self.taxonomy, quote(slug, safe=""), name)))


def feed_at(path: str, fields: Fields = frozenset()) -> tuple[FeedAddress, Fields] | None:
    """Returns the feed that has a percent-decoded path in another tool, None for any other path; with it the
    fields of the query that name it, such as WordPress's ``/?feed=rss2``."""
    bare = path.rstrip("/")
    if match := _OF_SITE.fullmatch(bare):
        return FeedAddress("atom" if match["feed"] else "json"), frozenset()
    if match := _OF_TERM.fullmatch(bare):
        taxonomy: Literal["tags", "categories"] = "tags" if match["tags"] else "categories"
        return FeedAddress("atom" if match["feed"] else "json", taxonomy, match["term"]), frozenset()
    named = fields & _QUERIES.get(old_path(path), frozenset())
    return (FeedAddress("atom"), named) if named else None
