"""An article with its comments, and what a reader sends to it."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.article import Article
from chalicelib.conversation import commenting
from chalicelib.conversation.comment import Comment
from chalicelib.errors import Rejected, Slowed, StoreError
from chalicelib.index.redirects import redirect_for
from chalicelib.web import discussion as discussions
from chalicelib.web import form as webforms
from chalicelib.web import posting, responses
from chalicelib.web import request as requests
from chalicelib.web.article_context import article_page
from chalicelib.web.discussion import Discussion
from chalicelib.web.form import Form
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)


def show(slug: str) -> Response:
    """Shows an article, its first approved comments and the form for another."""
    page = page_context()
    decoded_slug = _decode(slug)
    article = page.find("articles", decoded_slug)
    if article is None:  # now, or no longer: `chalicelib.web.errors` looks up who moved
        raise NotFoundError(f"there is no article {decoded_slug!r}")
    discussion = discussions.first_page(page, article)
    key = ("article", article.key, page.key, discussion.key)
    body = responses.cached_page(key, lambda: article_page(page, article, discussion))
    degraded = discussion.degraded or not body.complete
    response = responses.cacheable(body, page.cache_control(degraded=degraded))
    return responses.framing(response, page.site.frames)


def comment(slug: str) -> Response:
    """Takes a comment: leads to a page that thanks, or shows the form again with its text; also where its
    writer wants to look at it first."""
    from chalicelib.conversation import editing, forms  # imported late: only what was sent needs them

    page = page_context()
    article = find_with_comments(page, slug)
    if not page.takes_comments(article):
        return responses.error(409)
    post = posting.post_of(requests.current())
    language, services = page.interface_language(article), page.services
    try:
        if post.fields.get(forms.ACTION) == forms.PREVIEW:
            draft = commenting.draft(article, post, services.comments, services.policy, services.clock)
            return _form_again(page, article, webforms.to_look_at(post.fields), 200, draft)
        stored = commenting.submit(
            article,
            post,
            services.comments,
            services.limits,
            services.policy,
            page.site.comments,
            services.clock,
        )
        _subscribe(page, stored, post.fields)
    except Rejected as error:
        subject = commenting.subject_of(article)
        form = webforms.rejected(services, subject, post.fields, error, forms.COMMENT, language)
        return _form_again(page, article, form, 422)
    except Slowed as error:
        form = webforms.slowed(post.fields, error, language)
        return responses.later(_form_again(page, article, form, 429), error.wait)
    except StoreError as error:
        log.error("a comment could not be stored: %s", error)
        return _form_again(page, article, webforms.unavailable(post.fields, language), 503)
    token = editing.issue(services.policy.secret, stored.id, services.clock())
    return responses.redirect(page.urls("comment_received", slug=article.slug, token=token))


def received(slug: str, token: str) -> Response:
    """Thanks the writer, says what happens next, and gives the link to correct what was written."""
    page = page_context()
    article = find_with_comments(page, slug)
    text = render(
        "comment_received.html",
        **page.layout_context(page.interface_language(article)),
        current_path="",
        article=article,
        edit=page.urls("comment_edit", slug=article.slug, token=requests.parameter(token)),
    )
    return responses.private(text)


def _subscribe(page: PageContext, comment: Comment, sent: Mapping[str, str]) -> None:
    """Stores the wish to be told of answers, where it was ticked and mail can be sent. Raises
    `Unavailable`."""
    from chalicelib.conversation import subscribing

    email = sent.get("email", "").strip()
    if email and sent.get(subscribing.FIELD) and page.services.settings.sender:
        subscribing.subscribe(comment, email, page.services.subscriptions, page.services.clock)


def _decode(slug: str) -> str:
    return unicodedata.normalize("NFC", requests.parameter(slug))


def find_with_comments(page: PageContext, slug: str) -> Article:
    """Returns the article whose comments are meant, also where it has moved since a form was opened: a
    POST cannot be sent on without being asked for again."""
    decoded_slug = _decode(slug)
    article = page.find("articles", decoded_slug) or redirect_for(
        page.index, page.now, f"/articles/{decoded_slug}"
    )
    if article is None or article.kind != "articles":
        raise NotFoundError(f"there is no article {decoded_slug!r}")
    return article


def _form_again(
    page: PageContext, article: Article, form: Form, status: int, draft: Comment | None = None
) -> Response:
    """Returns the article with the form given back. A table that has just failed is not asked again."""
    if status == 503:
        discussion = Discussion(comments=None, is_open=True, degraded=True).with_form(form, None)
    else:
        discussion = discussions.with_sent_form(page, article, form, draft)
    try:
        text = article_page(page, article, discussion)
    except responses.Incomplete as error:
        text = error.page.decode()
    response = responses.uncacheable(text, status)
    return responses.framing(response, page.site.frames)


mount(blueprint, PATHS["article"], get=show)
mount(blueprint, PATHS["comment_received"], get=received)
