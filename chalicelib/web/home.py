"""The home page and the pages of older articles behind it."""

from __future__ import annotations

import logging

from chalice.app import Response

from chalicelib.errors import Unavailable
from chalicelib.index import lists
from chalicelib.web import furniture, paging, responses, term_links
from chalicelib.web.metadata import of_home, of_list
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render

log = logging.getLogger("billet")


PAGE_SIZE = 10
"""Articles listed on one page."""


def show(number: str = "") -> Response:
    """Shows the newest articles, and below a number older ones."""
    page = page_context()
    pages = paging.page_of(page.urls, "home", number, page.ask(lists.total), PAGE_SIZE)
    if pages.misplaced:
        return paging.redirect_to(page, pages)
    articles = page.ask(lists.newest, pages.count, pages.start)
    counts, degraded = _comment_counts(page, tuple(article.id for article in articles))
    body = responses.cached_page(
        ("home", pages.number, page.key, tuple(counts.items())),
        lambda: render(
            "home.html",
            **page.layout_context(page.site.interface_language),
            current_path="home" if pages.number == 1 else "",
            articles=articles,
            featured=furniture.featured_beside(page) if pages.number == 1 else None,
            counts=counts,
            tags={article.id: term_links.links_of(page.urls, article)["tags"] for article in articles},
            paging=pages,
            metadata=of_home(page) if pages.number == 1 else of_list(page, pages.canonical, page.site.title),
        ),
    )
    return responses.cacheable(body, page.cache_control(degraded=degraded))


def _comment_counts(page: PageContext, ids: tuple[str, ...]) -> tuple[dict[str, int], bool]:
    """Returns the comment counts of the articles listed, and whether they are old or could not be had."""
    if not ids:
        return {}, False
    try:
        cached = page.services.comment_cache.counts(ids)
    except Unavailable as error:
        log.error("listing without comment counts: %s", error)
        return {}, True
    return cached.value, cached.stale
