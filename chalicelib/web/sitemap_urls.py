"""The addresses of all pages of the site, in parts of a size that one answer can have."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.feeds.sitemap import PART, SitemapUrl
from chalicelib.index import lists
from chalicelib.web.page_context import PageContext


def parts_of(page: PageContext) -> list[str]:
    """Returns the whole addresses of the parts; none where one document holds all."""
    count = -(-(page.ask(lists.total) + len(_standing_urls(page))) // PART)
    numbers = range(1, count + 1) if count > 1 else ()
    return [page.urls.public("sitemap_part", number=number) for number in numbers]


def _standing_urls(page: PageContext) -> Sequence[SitemapUrl]:
    changed = page.last_changed()
    # The sitemap has whole addresses, as feeds have, so that there is this page where there is a sitemap.
    return [
        SitemapUrl(page.urls.public("home"), changed),
        SitemapUrl(page.urls.public("archive"), changed),
        SitemapUrl(page.urls.public("contact")),
        SitemapUrl(page.urls.public("follow")),
        *(
            SitemapUrl(page.urls.public_of(article), article.changed)
            for article in lists.standing_pages(page.index, page.now)
        ),
    ]


def urls_of(page: PageContext, number: int) -> Sequence[SitemapUrl]:
    """Returns those of one part: first the standing pages, then the articles, the oldest first, so that a
    new one changes the last part alone."""
    standing = _standing_urls(page)
    first = (number - 1) * PART
    listed = standing[first : first + PART]
    articles = lists.sitemap_articles(page.index, page.now, PART - len(listed), max(0, first - len(standing)))
    return [*listed, *(SitemapUrl(page.urls.public_of(article), article.changed) for article in articles)]
