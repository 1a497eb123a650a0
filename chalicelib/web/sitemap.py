"""All pages of the site, for robots."""

from __future__ import annotations

import re
from collections.abc import Callable

from chalice.app import NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.sitemap_urls import parts_of, urls_of


def sitemap() -> Response:
    """Sends the whole map; where it is too large for one document, the addresses of its parts."""
    from chalicelib.feeds.sitemap import write, write_index  # imported late: pages for people do without

    page = _public_context()

    def build() -> str:
        parts = parts_of(page)
        return write_index(parts) if parts else write(urls_of(page, 1))

    return _respond(page, "", build)


def part(number: str) -> Response:
    """Sends one part of it."""
    from chalicelib.feeds.sitemap import write  # as above

    page = _public_context()
    match = re.fullmatch(r"[1-9]\d{0,4}", requests.parameter(number), re.ASCII)
    if not match or int(match[0]) > len(parts_of(page)):
        raise NotFoundError("there is no such part")
    return _respond(page, match[0], lambda: write(urls_of(page, int(match[0]))))


def _public_context() -> PageContext:
    page = page_context()
    if not page.urls.base:  # a map has whole addresses
        raise NotFoundError("there is no public address")
    return page


def _respond(page: PageContext, name: str, build: Callable[[], str]) -> Response:
    body = responses.cached_page(("sitemap", name, page.key), build, large=True)
    return responses.cacheable(body, page.cache_control(), "application/xml")
