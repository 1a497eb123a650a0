"""All pages of the site, for robots."""

from __future__ import annotations

import re
from collections.abc import Callable

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.sitemap_urls import parts_of, places_of
from chalicelib.web.urls import PATHS

blueprint = Blueprint(__name__)


def sitemap() -> Response:
    """The whole map; where it is too large for one document, where its parts are."""
    from chalicelib.feeds.sitemap import write, write_index  # here: pages for people do without

    seen = _public()
    parts = parts_of(seen)
    return _answer(seen, "", lambda: write_index(parts) if parts else write(places_of(seen, 1)))


def part(number: str) -> Response:
    """One part of it."""
    from chalicelib.feeds.sitemap import write  # as above

    seen = _public()
    found = re.fullmatch(r"[1-9]\d{0,4}", requests.parameter(number), re.ASCII)
    if not found or int(found[0]) > len(parts_of(seen)):
        raise NotFoundError("there is no such part")
    return _answer(seen, found[0], lambda: write(places_of(seen, int(found[0]))))


def _public() -> PageContext:
    seen = page_context()
    if not seen.urls.base:  # a map has whole addresses
        raise NotFoundError("there is no public address")
    return seen


def _answer(seen: PageContext, name: str, build: Callable[[], str]) -> Response:
    page = responses.keep(("sitemap", name, seen.key), build, large=True)
    return responses.kept(page, seen.cache_control(), "application/xml")


mount(blueprint, PATHS["sitemap"], get=sitemap)
mount(blueprint, PATHS["sitemap_part"], get=part)
