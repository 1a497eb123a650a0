"""A comment corrected or taken back by its writer, behind a private link."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from chalice.app import Response

from chalicelib.content.article import Article
from chalicelib.conversation.comment import Comment
from chalicelib.errors import Conflict, NotFound, Rejected, StoreError
from chalicelib.web import form as webforms
from chalicelib.web import posting, responses
from chalicelib.web import request as requests
from chalicelib.web.discussion import find_with_comments
from chalicelib.web.form import Form
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render

log = logging.getLogger("billet")


DELETE = "delete"


def show(slug: str, token: str) -> Response:
    """Shows the comment with buttons to store it again and to delete it."""
    page = page_context()
    article = find_with_comments(page, slug)
    try:
        comment = _find(page, article, token)
    except NotFound:
        return _over(page, article, token, {})
    form = Form("", {"name": comment.name, "text": comment.text})
    return responses.private(_render(page, article, token, form))


def act(slug: str, token: str) -> Response:
    """Stores the corrected comment, or deletes it."""
    from chalicelib.conversation import editing, forms

    page = page_context()
    article = find_with_comments(page, slug)
    post = posting.post_of(requests.current())
    sent = post.fields
    services, language = page.services, page.interface_language(article)
    try:
        comment = _find(page, article, token)
        if sent.get(forms.ACTION) == DELETE:
            services.subscriptions.delete(comment.id)
            editing.take_back(comment, services.comments, services.clock())
            return responses.private(_render(page, article, token, form=None))
        editing.correct(
            comment, post, services.comments, services.policy, page.site.comments, services.clock()
        )
    except Rejected as error:
        form = webforms.rejected(services, "", sent, error, forms.CORRECTION, language)
        return responses.private(_render(page, article, token, form), 422)
    except Conflict:
        form = webforms.noticed(sent, "decided_meanwhile", language)
        return responses.private(_render(page, article, token, form), 409)
    except NotFound:
        return _over(page, article, token, sent)
    except StoreError as error:
        log.error("a comment could not be corrected: %s", error)
        return responses.private(_render(page, article, token, webforms.unavailable(sent, language)), 503)
    return responses.redirect(page.urls("comment_received", slug=article.slug, token=token))


def _find(page: PageContext, article: Article, token: str) -> Comment:
    from chalicelib.conversation import editing  # imported late: readers' pages do without

    services = page.services
    secret, now = services.policy.secret, services.clock()
    comment, _ = editing.find(secret, requests.parameter(token), article.id, services.comments, now)
    return comment


def _over(page: PageContext, article: Article, token: str, sent: Mapping[str, str]) -> Response:
    """Returns the page for a link that is not good any more, with the text that was sent."""
    form = webforms.noticed(sent, "edit_over", page.interface_language(article))
    return responses.private(_render(page, article, token, form, is_over=True), 410)


def _render(
    page: PageContext, article: Article, token: str, form: Form | None, *, is_over: bool = False
) -> str:
    """Returns the form, or that the comment is deleted where it is None."""
    return render(
        "comment_edit.html",
        **page.layout_context(page.interface_language(article)),
        current_path="",
        article=article,
        form=form,
        action=""
        if is_over
        else page.urls("comment_edit", slug=article.slug, token=requests.parameter(token)),
    )
