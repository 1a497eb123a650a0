"""Standing pages: about, legal notice, playlist."""

from __future__ import annotations

import unicodedata

from chalice.app import NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.article_context import standing_page
from chalicelib.web.page_context import page_context


def show(slug: str) -> Response:
    """Shows one standing page."""
    page = page_context()
    decoded_slug = unicodedata.normalize("NFC", requests.parameter(slug))
    article = page.find("pages", decoded_slug)
    if article is None:
        raise NotFoundError(f"there is no page {decoded_slug!r}")
    body = responses.cached_page(("page", article.key, page.key), lambda: standing_page(page, article))
    response = responses.cacheable(body, page.cache_control(degraded=not body.complete))
    return responses.showing(response, page.site.frames, page.media_origin)
