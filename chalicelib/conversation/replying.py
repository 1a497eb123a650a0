"""The author's own answers: they wear the author's mark, which nothing else gives."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import timedelta
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.conversation import forms, moderation
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.forms import Rule
from chalicelib.errors import Conflict

RULES = (Rule("text", 10_000, lines=True),)


class Comments(moderation.Comments, Protocol):
    """What replying needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def add(self, comment: Comment) -> None:
        """Stores a new comment. Raises `Conflict` where its id is known already."""


def reply(
    comment: Comment,
    text: str,
    name: str,
    origin: str,
    comments: Comments,
    retention: timedelta,
    clock: Clock,
) -> Comment:
    """Publishes the author's answer to a comment, which is approved by it; returns the answer.

    `origin` is the link or command it came by: from the same one, the same text is one answer. Raises
    `Rejected` for a text that is missing or too long, `Conflict` where the comment was erased, or
    changed since it was read, and `Unavailable`.
    """
    text = forms.check(RULES, {"text": text})["text"]
    answer = Comment(
        id=_id(origin, comment.id, text),
        article=comment.article,
        name=name,
        text=text,
        posted=clock(),
        state="approved",
        parent=comment.id,
        by_author=True,
        mail="subscribers",
    )
    if existing := comments.get_many([answer.id]):
        return existing[0]
    if comment.is_erased:
        raise Conflict(f"comment {comment.id} was erased: there is nothing to answer")
    decisions = moderation.decide(
        [comment.id], "approved", comments, retention, clock, {comment.id: comment.revision}
    )
    if not (decisions.decided or decisions.unchanged):
        raise Conflict(f"comment {comment.id} was changed since it was read")
    with contextlib.suppress(Conflict):
        comments.add(answer)
    return answer


def _id(origin: str, comment: str, text: str) -> str:
    return hashlib.sha256("\0".join((origin, comment, text)).encode()).hexdigest()[:20]
