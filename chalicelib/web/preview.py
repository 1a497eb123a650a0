"""What readers do not see yet, for who holds a link to it."""

from __future__ import annotations

from chalice.app import NotFoundError, Response

from chalicelib.content.receipt import state_of
from chalicelib.conversation import previewing
from chalicelib.errors import NotFound
from chalicelib.index import links
from chalicelib.services import services
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.article_context import Banner, preview_page
from chalicelib.web.page_context import context_of


def show(token: str) -> Response:
    """Shows an article or page as readers will see it; leads to it once they do."""
    current = services()
    now, secret = current.clock(), current.policy.secret
    try:
        allowed = previewing.admit(requests.parameter(token), secret, current.bucket, now)
        page = context_of(current.index_cache.newest())
        article = previewing.article_of(allowed, page.index)
    except NotFound as error:
        raise NotFoundError("there is no such preview") from error
    if article.is_public(now):
        return responses.redirect(page.urls.of(article), 302)
    html = current.html_cache.preview_html(
        article,
        links.resolver(page.index, None),
        site=page.site,
        base=page.urls.prefix,
    )
    banner = Banner(state_of(article, now), allowed.expires)
    response = responses.private(preview_page(page, article, html, banner))
    return responses.showing(response, page.site.frames, page.media_origin)
