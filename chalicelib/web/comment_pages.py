"""Further pages of comments, and the place of each."""

from __future__ import annotations

from chalice.app import Blueprint, Response

from chalicelib.content.article import Article
from chalicelib.conversation.comment import Comment
from chalicelib.errors import NotFound
from chalicelib.web import discussion as discussions
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.articles import comment, find_with_comments
from chalicelib.web.discussion import Discussion
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS

blueprint = Blueprint(__name__)

FIRST = "comments_section"
"""The fragment of the section below an article."""


def show(slug: str) -> Response:
    """Shows the comments from a moment on, or before it; leads who names none back to the article."""
    page = page_context()
    article = find_with_comments(page, slug)
    start, end, newest = (requests.query_field(page.request, name) for name in ("from", "before", "newest"))
    discussion = discussions.further_page(page, article, start, end, newest=bool(newest))
    if not (start or end or newest) or not (discussion.comments or discussion.degraded):
        return responses.redirect(f"{page.urls.of(article)}#{FIRST}")
    body = responses.cached_page(
        ("comments", article.key, page.key, discussion.key), lambda: _render(page, article, discussion)
    )
    return responses.cacheable(body, page.cache_control(degraded=discussion.degraded))


def lead_to(slug: str, id: str) -> Response:
    """Leads to the page on which a comment stands."""
    page = page_context()
    article = find_with_comments(page, slug)
    stored = _find(page, article, requests.parameter(id))
    first = page.services.comment_cache.page(article.id).value
    if first.later is None or stored.posted < first.later:
        address = page.urls.of(article)
    else:
        address = discussions.address_of(page, article, "from", stored.posted)
    return responses.redirect(f"{address}#comment_{stored.id}", 302, page.cache_control())


def _find(page: PageContext, article: Article, id: str) -> Comment:
    for stored in page.services.comments.get_many([id]):
        if stored.article == article.id and stored.state == "approved":
            return stored
    raise NotFound(f"there is no comment {id!r} for readers")


def _render(page: PageContext, article: Article, discussion: Discussion) -> str:
    return render(
        "comments.html",
        **page.layout_context(page.interface_language(article)),
        current_path="",
        article=article,
        discussion=discussion,
    )


mount(blueprint, PATHS["comments"], get=show, post=comment)
mount(blueprint, PATHS["comment"], get=lead_to)
