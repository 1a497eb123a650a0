"""Where all pages of the site are, in parts of a size that one answer can have."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.content.edition.listing import ARCHIVE
from chalicelib.feeds.sitemap import PART, SitemapUrl
from chalicelib.web.page_context import PageContext
from chalicelib.web.urls import PATHS

_STANDING = ("home", "archive", "contact")
"""Pages of their own that lead to all others, those of them that there are."""


def parts_of(seen: PageContext) -> list[str]:
    """The whole addresses of the parts; none where one document holds all."""
    count = -(-(seen.total + len(_standing(seen))) // PART)
    numbers = range(1, count + 1) if count > 1 else ()
    return [seen.urls.public("sitemap_part", number=number) for number in numbers]


def _standing(seen: PageContext) -> Sequence[SitemapUrl]:
    newest = max((article.changed for article in seen.articles), default=None)
    own = [SitemapUrl(seen.urls.public(name), newest) for name in _STANDING[:-1] if name in PATHS]
    own.append(SitemapUrl(seen.urls.public("contact")))
    return [*own, *(SitemapUrl(seen.urls.public_of(page), page.changed) for page in seen.all_pages())]


def places_of(seen: PageContext, number: int) -> Sequence[SitemapUrl]:
    """Those of one part: first the standing ones, then the articles, the oldest first, so that a new
    one changes the last part alone."""
    standing, listing = _standing(seen), seen.listing(ARCHIVE)
    first, last = (number - 1) * PART, number * PART
    oldest, beyond = (max(0, place - len(standing)) for place in (first, last))
    beyond = min(beyond, len(listing))
    rows = listing.rows(len(listing) - beyond, beyond - oldest) if beyond > oldest else ()
    articles = (SitemapUrl(seen.urls.public_of(article), article.changed) for article in reversed(rows))
    return [*standing[first:last], *articles]
