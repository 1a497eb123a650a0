"""Comments: from the form to the table, and from the author's verdict to the page."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.content.article import Article
from chalicelib.conversation.comment import Comment, State
from chalicelib.errors import Conflict

if TYPE_CHECKING:
    from chalicelib.conversation.submission import Policy


class Comments(Protocol):
    """What commenting needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def add(self, comment: Comment) -> None:
        """Stores a new comment. Raises `Conflict` where its id is known already."""

    def get(self, id: str) -> Comment:
        """Returns a comment. Raises `NotFound`."""

    def approved(self, article: str) -> list[Comment]:
        """Returns the approved comments of an article, oldest first."""

    def counts(self, articles: Sequence[str]) -> dict[str, int]:
        """Returns how many approved comments each article has, by its id; those with none may be left out."""

    def in_state(self, state: State) -> list[Comment]:
        """Returns all comments in a state, oldest first."""

    def change(self, old: Comment, new: Comment) -> None:
        """Stores `new` in the place of `old`, and keeps the article's count in step.

        Raises `Conflict` where the stored comment is no longer in the state of `old`.
        """


def subject_of(article: Article) -> str:
    """Returns what an article's comment form is signed for."""
    return f"comment:{article.id}"


def submit(
    article: Article, sent: Mapping[str, str], comments: Comments, policy: Policy, clock: Clock
) -> None:
    """Stores what a reader sent as a pending comment; the same form sent twice is stored once.

    Raises `Rejected` with a code for each field that is wrong, and `Unavailable`.
    """
    # Imported here: a page that is only read does without a form's rules.
    from chalicelib.conversation import forms
    from chalicelib.conversation.submission import accept

    form = accept(forms.COMMENT, subject_of(article), sent, policy, clock())
    comment = Comment(
        id=form.id,
        article=article.id,
        posted=form.at,
        # Kept apart, not thrown away: a browser may have filled in the trap for a person.
        state="spam" if form.spam else "pending",
        expires=form.expires,
        **form.values,
    )
    with contextlib.suppress(Conflict):  # the first click has stored it
        comments.add(comment)


def moderate(id: str, state: State, comments: Comments, retention: timedelta, clock: Clock) -> Comment:
    """Carries out the author's verdict, and returns the comment as it is now; the same verdict again changes
    nothing.

    An approved comment is kept for good, without its writer's address; any other expires.
    Raises `NotFound`, and `Conflict` when somebody else decides at the same moment.
    """
    old = comments.get(id)
    if old.state == state:
        return old
    if state == "approved":
        new = replace(old, state=state, email="", expires=None)
    else:
        new = replace(old, state=state, expires=clock() + retention)
    comments.change(old, new)
    return new


class CommentCache:
    """The approved comments and their counts as readers see them, kept for the freshness window."""

    def __init__(self, comments: Comments, clock: Clock, freshness: timedelta) -> None:
        self._comments = comments
        self._approved: Cache[str, tuple[Comment, ...]] = Cache(256, clock, freshness, what="comments")
        self._counts: Cache[tuple[str, ...], dict[str, int]] = Cache(64, clock, freshness, what="counts")

    def of(self, article: str) -> Cached[tuple[Comment, ...]]:
        """Returns the approved comments of the article with this id, oldest first. Raises `Unavailable`."""
        return self._approved.get(article, lambda _: tuple(self._comments.approved(article)))

    def counts(self, articles: tuple[str, ...]) -> Cached[dict[str, int]]:
        """Returns how many approved comments each of these articles has. Raises `Unavailable`."""
        return self._counts.get(articles, lambda _: self._comments.counts(articles))
