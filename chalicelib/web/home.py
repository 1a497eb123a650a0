"""The home page and the pages of older articles behind it."""

from __future__ import annotations

import logging

from chalice.app import Blueprint, Response

from chalicelib.content.edition.listing import EVERYTHING
from chalicelib.errors import Unavailable
from chalicelib.web import paging, responses, term_links
from chalicelib.web.metadata import of_home, of_list
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)

A_PAGE = 10
"""Articles listed on one page."""


def show(number: str = "") -> Response:
    """The newest articles, and below a number older ones."""
    seen = page_context()
    pages = paging.page_of(seen.urls, "home", number, seen.total, A_PAGE)
    if pages.misplaced:
        return paging.onward(seen, pages)
    articles = (
        seen.articles[:A_PAGE]
        if pages.number == 1
        else seen.listing(EVERYTHING).rows(pages.start, pages.count)
    )
    counts, degraded = _counts(seen, tuple(article.id for article in articles))
    body = responses.keep(
        ("home", pages.number, seen.key, tuple(counts.items())),
        lambda: render(
            "home.html",
            **seen.layout_context(seen.site.language),
            here="home" if pages.number == 1 else "",
            articles=articles,
            counts=counts,
            tags={one.id: term_links.filed(seen.urls, one)["tags"] for one in articles},
            paging=pages,
            metadata=of_home(seen) if pages.number == 1 else of_list(seen, pages.canonical, seen.site.title),
        ),
    )
    return responses.kept(body, seen.cache_control(degraded=degraded))


def _counts(seen: PageContext, ids: tuple[str, ...]) -> tuple[dict[str, int], bool]:
    """The comment counts of the articles listed, and whether they are old or could not be had."""
    if not ids:
        return {}, False
    try:
        held = seen.blog.comment_cache.counts(ids)
    except Unavailable as error:
        log.error("listing without comment counts: %s", error)
        return {}, True
    return held.value, held.stale


mount(blueprint, PATHS["home"], get=show)
mount(blueprint, PATHS["home_listing"], get=show)
