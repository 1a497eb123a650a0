"""An article with its comments, and what a reader sends to it."""

from __future__ import annotations

import logging
import unicodedata

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.article import Article
from chalicelib.conversation import commenting
from chalicelib.conversation.comment import Comment
from chalicelib.errors import Rejected, StoreError, Unavailable
from chalicelib.index.redirects import redirect_for
from chalicelib.web import form as webforms
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.article_context import article_page
from chalicelib.web.form import Form
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)


def show(slug: str) -> Response:
    """Shows an article, its approved comments and the form for another."""
    page = page_context()
    decoded_slug = _decode(slug)
    article = page.find("articles", decoded_slug)
    if article is None:  # now, or no longer: `chalicelib.web.errors` looks up who moved
        raise NotFoundError(f"there is no article {decoded_slug!r}")
    comments, comments_degraded = _comments(page, article)
    form = webforms.fresh(page.services, commenting.subject_of(article)) if article.comments else None
    key = (
        "article",
        article.key,
        page.key,
        comments,
        form.token if form else "",
    )
    body = responses.cached_page(key, lambda: article_page(page, article, comments, form))
    degraded = comments_degraded or not body.complete or (article.comments and form is None)
    response = responses.cacheable(body, page.cache_control(degraded=degraded))
    return responses.framing(response, page.site.frames)


def comment(slug: str) -> Response:
    """Takes a comment: leads to a page that thanks, or shows the form again with its text."""
    from chalicelib.conversation import forms  # imported late: only what was sent needs its rules

    page = page_context()
    article = _find_with_comments(page, slug)
    if not article.comments:
        raise NotFoundError("this article takes no comments")
    subject = commenting.subject_of(article)
    sent = requests.form_of(requests.current())
    language = page.interface_language(article)
    try:
        commenting.submit(article, sent, page.services.comments, page.services.policy, page.services.clock)
    except Rejected as error:
        form = webforms.rejected(page.services, subject, sent, error, forms.COMMENT, language)
        return _form_again(page, article, form, 422)
    except StoreError as error:
        log.error("a comment could not be stored: %s", error)
        return _form_again(page, article, webforms.unavailable(sent, language), 503)
    return responses.redirect(page.urls("comment_received", slug=article.slug))


def comments(slug: str) -> Response:
    """Leads who reloads the address a form was sent to back to the article."""
    page = page_context()
    article = _find_with_comments(page, slug)
    return responses.redirect(page.urls("article", slug=article.slug) + "#comments_section")


def received(slug: str) -> Response:
    """Thanks the writer, and says what happens next."""
    page = page_context()
    article = _find_with_comments(page, slug)
    _ = catalogue(page.interface_language(article)).gettext
    text = render(
        "received.html",
        **page.layout_context(page.interface_language(article)),
        current_path="",
        heading=_("Thank you for your comment"),
        explanation=_(
            "It has arrived and waits for the author's approval. It will appear below the article."
        ),
        back=page.urls("article", slug=article.slug),
        back_label=_("Back to the article"),
    )
    return responses.uncacheable(text)


def _decode(slug: str) -> str:
    return unicodedata.normalize("NFC", requests.parameter(slug))


def _find_with_comments(page: PageContext, slug: str) -> Article:
    """Returns the article whose comments are meant, also where it has moved since a form was opened: a
    POST cannot be sent on without being asked for again."""
    decoded_slug = _decode(slug)
    article = page.find("articles", decoded_slug) or redirect_for(
        page.index, page.now, f"/articles/{decoded_slug}"
    )
    if article is None or article.kind != "articles":
        raise NotFoundError(f"there is no article {decoded_slug!r}")
    return article


def _comments(page: PageContext, article: Article) -> tuple[tuple[Comment, ...] | None, bool]:
    """Returns the approved comments, None where they cannot be had; and whether that is less than all."""
    try:
        cached = page.services.comment_cache.page(article.id)
    except Unavailable as error:
        log.error("an article without its comments: %s", error)
        return None, True
    return cached.value.comments, cached.stale


def _form_again(page: PageContext, article: Article, form: Form, status: int) -> Response:
    """Returns the article with the form given back. A table that has just failed is not asked again."""
    comments = None if status == 503 else _comments(page, article)[0]
    try:
        text = article_page(page, article, comments, form)
    except responses.Incomplete as error:
        text = error.page.decode()
    response = responses.uncacheable(text, status)
    return responses.framing(response, page.site.frames)


mount(blueprint, PATHS["article"], get=show)
mount(blueprint, PATHS["comments"], get=comments, post=comment)
mount(blueprint, PATHS["comment_received"], get=received)
