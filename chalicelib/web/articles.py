"""An article with its comments."""

from __future__ import annotations

from chalice.app import NotFoundError, Response

from chalicelib.web import discussion as discussions
from chalicelib.web import responses
from chalicelib.web.article_context import article_page
from chalicelib.web.page_context import page_context


def show(slug: str) -> Response:
    """Shows an article, its first approved comments and the form for another."""
    page = page_context()
    decoded_slug = discussions.decode(slug)
    article = page.find("articles", decoded_slug)
    if article is None:  # now, or no longer: `chalicelib.web.errors` looks up who moved
        raise NotFoundError(f"there is no article {decoded_slug!r}")
    discussion = discussions.first_page(page, article)
    key = ("article", article.key, page.key, discussion.key)
    body = responses.cached_page(key, lambda: article_page(page, article, discussion))
    degraded = discussion.degraded or not body.complete
    response = responses.cacheable(body, page.cache_control(degraded=degraded))
    return responses.showing(response, page.site.frames, page.media_origin)
