"""Standing pages: about, legal notice, playlist."""

from __future__ import annotations

import unicodedata

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.index.articles import find
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.article_context import standing_page
from chalicelib.web.page_context import page_context
from chalicelib.web.routing import mount
from chalicelib.web.urls import PATHS

blueprint = Blueprint(__name__)


def show(slug: str) -> Response:
    """One standing page."""
    page = page_context()
    decoded_slug = unicodedata.normalize("NFC", requests.parameter(slug))
    article = find(page.index, page.now, "pages", decoded_slug)
    if article is None:
        raise NotFoundError(f"there is no page {decoded_slug!r}")
    html = page.html_of(article)
    body = responses.cached_page(
        ("page", article.key, page.key, html.checked if html.stale else None),
        lambda: standing_page(page, article, html.value),
    )
    response = responses.cacheable(body, page.cache_control(degraded=html.stale))
    return responses.framing(response, page.site.frames)


mount(blueprint, PATHS["page"], get=show)
