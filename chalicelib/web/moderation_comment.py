"""One comment, for the author who follows a link of a mail: a page to look at, and a button to decide."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.conversation import moderation, moderation_link, replying
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import CommentLink
from chalicelib.errors import Conflict, NotFound, Rejected, Unavailable
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.invalid_link import invalid_link
from chalicelib.web.moderated import STATES, ModeratedComment, moderated
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render
from chalicelib.web.words import form_error

log = logging.getLogger("billet")


def show(token: str) -> Response:
    """Shows the comment whole and the button; nothing changes, whoever follows the link."""
    page = page_context()
    try:
        link, comment = _admit(page, token)
    except NotFound:
        return invalid_link(page)
    answers = page.services.comments.get_many(filter(None, [requests.query_field(page.request, "answer")]))
    answer = next((a for a in answers if a.by_author and a.parent == comment.id), None)
    return _page(page, link, comment, answer=answer)


def act(token: str) -> Response:
    """Does what the link is for, once; shows the comment again where it was changed meanwhile."""
    page = page_context()
    try:
        link, comment = _admit(page, token)
    except NotFound:
        return invalid_link(page)
    blog = page.services
    if link.action == "reply":
        return _reply(page, link, comment, token)
    decisions = moderation.decide(
        [comment.id],
        STATES[link.action],
        blog.comments,
        blog.policy.retention,
        blog.clock,
        {comment.id: link.revision},
    )
    if decisions.conflicts:
        return _page(page, link, comment, status=409)
    return responses.redirect(page.urls("moderation_comment", token=requests.parameter(token)))


def _reply(page: PageContext, link: CommentLink, comment: Comment, token: str) -> Response:
    blog = page.services
    text = requests.form_of(page.request).get("text", "")
    origin = requests.parameter(token)
    name = page.site.author.name or page.site.title
    read = replace(comment, revision=link.revision)
    try:
        answer = replying.reply(read, text, name, origin, blog.comments, blog.policy.retention, blog.clock)
    except Rejected as error:
        sentence = form_error(error.errors["text"], replying.RULES[0].limit, page.site.interface_language)
        return _page(page, link, comment, text=text, error=sentence, status=422)
    except Conflict:
        return _page(page, link, comment, text=text, status=409)
    except Unavailable as error:
        log.error("an answer could not be stored: %s", error)
        sentence = form_error("unavailable", 0, page.site.interface_language)
        return _page(page, link, comment, text=text, error=sentence, status=503)
    address = page.urls("moderation_comment", token=origin)
    return responses.redirect(f"{address}?answer={answer.id}")


def _admit(page: PageContext, token: str) -> tuple[CommentLink, Comment]:
    """Returns what a link permits, and its comment. Raises `NotFound`, `Unavailable`."""
    blog = page.services
    link = moderation_link.admit(requests.parameter(token), blog.policy.secret, blog.bucket, page.now)
    return link, blog.comments.get(link.comment)


def _page(
    page: PageContext,
    link: CommentLink,
    comment: Comment,
    *,
    answer: Comment | None = None,
    text: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    current = replace(link, revision=comment.revision)
    parent = page.services.comments.get_many([comment.parent] if comment.parent else [])
    shown: dict[str, ModeratedComment | None] = {
        "moderated": moderated(page, comment),
        "parent": moderated(page, parent[0]) if parent else None,
        "answer": moderated(page, answer) if answer else None,
    }
    context: dict[str, Any] = {
        **page.layout_context(page.site.interface_language),
        **shown,
        "current_path": "",
        "action": link.action,
        "is_done": STATES.get(link.action) == comment.state,
        "is_changed": current != link and STATES.get(link.action) != comment.state and answer is None,
        "address": page.urls("moderation_comment", token=current.token(page.services.policy.secret)),
        "text": text,
        "error": error,
    }
    return responses.private(render("moderation_comment.html", **context), status)
