"""Comments and their answers, in two levels: an answer to an answer stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.conversation.comment import Comment


@dataclass(frozen=True)
class Reply:
    """An answer. `parent` is the answer that it answers in turn, None where it answers the thread's first
    comment."""

    comment: Comment
    parent: Comment | None


@dataclass(frozen=True)
class Thread:
    """A comment with all that answers it, oldest first. Where it answers a comment of another page itself,
    `comment.parent` names that."""

    comment: Comment
    replies: tuple[Reply, ...] = ()


def threads_of(comments: Sequence[Comment]) -> tuple[Thread, ...]:
    """Returns the comments of a page, oldest first, as threads. An erased one is left out, unless another
    answers it."""
    by_id = {comment.id: comment for comment in comments}
    answered = {comment.parent for comment in comments if not comment.is_erased}
    members: dict[str, list[Comment]] = {}
    for comment in comments:
        if not comment.is_erased or comment.id in answered:
            members.setdefault(_first_of(comment, by_id).id, []).append(comment)
    return tuple(_thread(by_id[first_id], thread, by_id) for first_id, thread in members.items())


def _thread(first: Comment, members: Sequence[Comment], by_id: dict[str, Comment]) -> Thread:
    replies = (
        Reply(comment, None if comment.parent == first.id else by_id[comment.parent])
        for comment in members
        if comment is not first
    )
    return Thread(first, tuple(replies))


def _first_of(comment: Comment, by_id: dict[str, Comment]) -> Comment:
    """Returns the comment that began the thread; the comment itself where what it answers is elsewhere."""
    while parent := by_id.get(comment.parent):
        if (parent.posted, parent.id) >= (comment.posted, comment.id):  # no answer is older than its question
            break
        comment = parent
    return comment
