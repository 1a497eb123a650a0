"""Comments: what a reader sends, further pages of them, and the place of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from chalice.app import Response

from chalicelib.content.article import Article
from chalicelib.conversation import commenting
from chalicelib.conversation.comment import Comment
from chalicelib.errors import NotFound, Rejected, Slowed, StoreError
from chalicelib.web import discussion as discussions
from chalicelib.web import form as webforms
from chalicelib.web import posting, responses
from chalicelib.web import request as requests
from chalicelib.web.article_context import article_page
from chalicelib.web.discussion import Discussion, find_with_comments
from chalicelib.web.form import Form
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render

log = logging.getLogger("billet")


FIRST = "comments_section"
"""The fragment of the section below an article."""


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


def _subscribe(page: PageContext, stored: Comment, sent: Mapping[str, str]) -> None:
    """Stores the wish to be told of answers, where it was ticked and mail can be sent. Raises
    `Unavailable`."""
    from chalicelib.conversation import subscribing

    email = sent.get("email", "").strip()
    if email and sent.get(subscribing.FIELD) and page.services.settings.sender:
        subscribing.subscribe(stored, email, page.services.subscriptions, page.services.clock)


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
    return responses.showing(response, page.site.frames, page.media_origin)


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
