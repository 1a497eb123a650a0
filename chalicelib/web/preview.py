"""What readers do not see yet, for who holds a link to it."""

from __future__ import annotations

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.edition.record import Record
from chalicelib.content.receipt import state_of
from chalicelib.errors import NotFound
from chalicelib.services import services
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.article_context import Banner, preview_page
from chalicelib.web.page_context import PageContext
from chalicelib.web.routing import mount
from chalicelib.web.urls import PATHS

blueprint = Blueprint(__name__)


def show(token: str) -> Response:
    """An article or page as readers will see it; the thing itself once they do."""
    from chalicelib.conversation import previewing  # here: readers' pages do without

    current = services()
    now, secret = current.clock(), current.policy.secret
    try:
        allowed = previewing.admit(requests.parameter(token), secret, current.bucket, now)
        seen = PageContext(current, requests.current(), current.reader.newest(), now)
        article = previewing.article_of(allowed, index := current.reader.index(seen.front))
    except NotFound as error:
        raise NotFoundError("there is no such preview") from error
    if article.is_public(now):
        return responses.redirect(seen.urls.of(article), 302)
    record = Record(article, index.library)
    text = current.reader.texts.proof(record, seen.site.frames, seen.urls.prefix)
    banner = Banner(state_of(article, now), allowed.expires)
    response = responses.once(preview_page(seen, record, text, banner))
    response.headers.update({"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"})
    return responses.framing(response, seen.site.frames)


mount(blueprint, PATHS["preview"], get=show)
