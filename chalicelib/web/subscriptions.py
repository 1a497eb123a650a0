"""A reader confirms that answers may be told by mail, or ends it."""

from __future__ import annotations

from chalice.app import Response

from chalicelib.conversation import subscribing
from chalicelib.conversation.comment_link import CommentLink
from chalicelib.conversation.retention import CONFIRMED
from chalicelib.errors import NotFound
from chalicelib.web import request as requests
from chalicelib.web import responses, words
from chalicelib.web.invalid_link import invalid_link
from chalicelib.web.moderated import article_with
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render


def show(token: str) -> Response:
    """Asks for a click: programs that look at mails follow links, and must not decide."""
    page = page_context()
    try:
        link = _admit(page, token)
        if link.action == "confirm":
            page.services.subscriptions.get(link.comment)
    except NotFound:
        return invalid_link(page)
    return _page(page, link, is_done=False)


def act(token: str) -> Response:
    """Does what the link is for; twice is once. Whatever is posted, the address tells all (RFC 8058)."""
    page = page_context()
    try:
        link = _admit(page, token)
        subscribing.carry_out(link, page.services.subscriptions, page.services.clock)
    except NotFound:
        return invalid_link(page)
    return _page(page, link, is_done=True)


def _admit(page: PageContext, token: str) -> CommentLink:
    return subscribing.read(page.services.policy.secret, requests.parameter(token), page.now)


def _page(page: PageContext, link: CommentLink, *, is_done: bool) -> Response:
    comments = page.services.comments.get_many([link.comment])
    article = article_with(page, comments[0].article) if comments else None
    language = page.interface_language(article) if article else page.site.interface_language
    text = render(
        "subscription.html",
        **page.layout_context(language),
        current_path="",
        action=link.action,
        is_done=is_done,
        kept=words.span(CONFIRMED, language),
        article=article if article and article.is_public(page.now) else None,
    )
    return responses.private(text)
