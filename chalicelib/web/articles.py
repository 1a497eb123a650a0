"""An article with its comments, and what a reader sends to it."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Hashable

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.article import Article
from chalicelib.content.edition.record import Record
from chalicelib.conversation import commenting
from chalicelib.conversation.comment import Comment
from chalicelib.errors import Rejected, StoreError, Unavailable
from chalicelib.web import form as webforms
from chalicelib.web import request as requests
from chalicelib.web import responses, term_links
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
    """An article, its approved comments and the form for another."""
    seen = page_context()
    record = seen.find("articles", wanted := _decoded(slug))
    if record is None:  # here, or no longer: `chalicelib.web.errors` looks up who moved
        raise NotFoundError(f"there is no article {wanted!r}")
    article = record.article
    comments, degraded = _comments(seen, article)
    text = seen.text(record)
    form = webforms.fresh(seen.blog, commenting.subject_of(article)) if article.comments else None
    signed = form is not None or not article.comments
    key: tuple[Hashable, ...] = (
        "article",
        article.key,
        seen.key,
        comments,
        form.token if form else "",
        text.checked if text.stale else "",
    )
    degraded = degraded or text.stale or not signed
    try:
        body = responses.keep(
            key,
            lambda: article_page(seen, record, text.value, comments, form, term_links.part_of(seen, article)),
        )
    except Unavailable as error:
        log.error("an article without its series: %s", error)
        degraded = True
        body = responses.keep(
            (*key, "apart"), lambda: article_page(seen, record, text.value, comments, form, None)
        )
    answer = responses.kept(body, seen.cache_control(degraded=degraded))
    return responses.framing(answer, seen.site.frames)


def comment(slug: str) -> Response:
    """Take a comment: on to a page that thanks, or the form again with the text kept."""
    from chalicelib.conversation import forms  # here: only what was sent needs its rules

    seen = page_context()
    record = _found(seen, slug)
    article = record.article
    if not article.comments:
        raise NotFoundError("this article takes no comments")
    subject = commenting.subject_of(article)
    sent = requests.form_of(requests.current())
    language = article.language
    try:
        commenting.submit(article, sent, seen.blog.comments, seen.blog.policy, seen.blog.clock)
    except Rejected as error:
        form = webforms.rejected(seen.blog, subject, sent, error, forms.COMMENT, language)
        return _again(seen, record, form, 422)
    except StoreError as error:
        log.error("a comment could not be stored: %s", error)
        return _again(seen, record, webforms.unavailable(sent, language), 503)
    return responses.redirect(seen.urls("comment_received", slug=article.slug))


def comments(slug: str) -> Response:
    """Who reloads the address a form was sent to wants the article."""
    seen = page_context()
    return responses.redirect(
        seen.urls("article", slug=_found(seen, slug).article.slug) + "#comments_section"
    )


def received(slug: str) -> Response:
    """Thanks, and what happens next."""
    seen = page_context()
    article = _found(seen, slug).article
    _ = catalogue(article.language).gettext
    text = render(
        "received.html",
        **seen.layout_context(article.language),
        here="",
        heading=_("Thank you for your comment"),
        explanation=_(
            "It has arrived and waits for the author's approval. It will appear below the article."
        ),
        back=seen.urls("article", slug=article.slug),
        back_label=_("Back to the article"),
    )
    return responses.once(text)


def _decoded(slug: str) -> str:
    return unicodedata.normalize("NFC", requests.parameter(slug))


def _found(seen: PageContext, slug: str) -> Record:
    """The article whose comments are meant, also where it has moved since a form was opened: a POST
    cannot be sent on without being asked for again."""
    wanted = _decoded(slug)
    record = seen.find("articles", wanted) or seen.redirect_for(f"/articles/{wanted}")
    if record is None or record.article.kind != "articles":
        raise NotFoundError(f"there is no article {wanted!r}")
    return record


def _comments(seen: PageContext, article: Article) -> tuple[tuple[Comment, ...] | None, bool]:
    """The approved comments, None where they cannot be had; and whether that is less than all."""
    try:
        held = seen.blog.comment_cache.of(article.id)
    except Unavailable as error:
        log.error("an article without its comments: %s", error)
        return None, True
    return held.value, held.stale


def _again(seen: PageContext, record: Record, form: Form, status: int) -> Response:
    """The article with the form given back, whose place in a series its writer has just seen. A table
    that has just failed is not asked again."""
    comments = None if status == 503 else _comments(seen, record.article)[0]
    text = seen.text(record)
    answer = responses.once(article_page(seen, record, text.value, comments, form, None), status)
    return responses.framing(answer, seen.site.frames)


mount(blueprint, PATHS["article"], get=show)
mount(blueprint, PATHS["comments"], get=comments, post=comment)
mount(blueprint, PATHS["comment_received"], get=received)
