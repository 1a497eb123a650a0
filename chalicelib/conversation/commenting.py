"""Comments: from the form to the table, and as readers see them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.content.article import Article
from chalicelib.conversation.comment import Comment, CommentPage
from chalicelib.errors import Conflict, Rejected

if TYPE_CHECKING:
    from chalicelib.conversation.submission import Policy


_ID = re.compile("[0-9a-f]{20}")


class Comments(Protocol):
    """What commenting needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def add(self, comment: Comment) -> None:
        """Stores a new comment. Raises `Conflict` where its id is known already."""

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        """Returns the comments that exist of those with these ids."""

    def approved(self, article: str, start: datetime | None = None) -> CommentPage:
        """Returns a page of the approved comments of an article, the oldest or those from `start` on."""

    def approved_before(self, article: str, end: datetime | None = None) -> CommentPage:
        """Returns the page of approved comments that ends before `end`, or the newest."""

    def counts(self, articles: Sequence[str]) -> dict[str, int]:
        """Returns how many approved comments each article has, by its id; those with none may be left out."""


def subject_of(article: Article) -> str:
    """Returns what an article's comment form is signed for."""
    return f"comment:{article.id}"


def submit(
    article: Article, sent: Mapping[str, str], comments: Comments, policy: Policy, clock: Clock
) -> Comment:
    """Stores what a reader sent as a pending comment, and returns it; the same form sent twice is stored
    once.

    Raises `Rejected` with a code for each field that is wrong, and `Unavailable`.
    """
    comment = read(article, sent, comments, policy, clock)
    with contextlib.suppress(Conflict):  # the first click has stored it
        comments.add(comment)
    return comment


def read(
    article: Article, sent: Mapping[str, str], comments: Comments, policy: Policy, clock: Clock
) -> Comment:
    """Returns the comment that a form makes, and stores nothing. Raises as `submit` does."""
    # Imported here: a page that is only read does without a form's rules.
    from chalicelib.conversation import forms
    from chalicelib.conversation.submission import accept

    form = accept(forms.COMMENT, subject_of(article), sent, policy, clock())
    if form.values["parent"] and not answerable(article, form.values["parent"], comments):
        raise Rejected({"": forms.PARENT_GONE})
    return Comment(
        id=form.id,
        article=article.id,
        posted=form.at,
        # Kept apart, not thrown away: a browser may have filled in the trap for a person.
        state="spam" if form.spam else "pending",
        expires=form.expires,
        mail="" if form.spam else "author",
        name=form.values["name"],
        email=form.values["email"],
        text=form.values["text"],
        parent=form.values["parent"],
    )


def answerable(article: Article, id: str, comments: Comments) -> Comment | None:
    """Returns the comment of an article that readers may answer, None where it is not or no longer shown.
    Raises `Unavailable`."""
    existing = comments.get_many([id]) if _ID.fullmatch(id) else []
    return next((c for c in existing if c.article == article.id and c.is_counted), None)


class CommentCache:
    """The approved comments and their counts as readers see them, kept for the freshness window."""

    def __init__(self, comments: Comments, clock: Clock, freshness: timedelta) -> None:
        self._comments = comments
        self._pages: Cache[tuple[str, str, datetime | None], CommentPage] = Cache(
            256, clock, freshness, what="comments"
        )
        self._counts: Cache[tuple[str, ...], dict[str, int]] = Cache(64, clock, freshness, what="counts")

    def page(self, article: str, start: datetime | None = None) -> Cached[CommentPage]:
        """Returns a page of comments of the article with this id, the oldest or those from `start` on. Raises
        `Unavailable`."""
        return self._pages.get((article, "from", start), lambda _: self._comments.approved(article, start))

    def page_before(self, article: str, end: datetime | None = None) -> Cached[CommentPage]:
        """Returns the page of comments that ends before `end`, or the newest. Raises `Unavailable`."""
        return self._pages.get(
            (article, "before", end), lambda _: self._comments.approved_before(article, end)
        )

    def counts(self, articles: tuple[str, ...]) -> Cached[dict[str, int]]:
        """Returns how many approved comments each of these articles has. Raises `Unavailable`."""
        return self._counts.get(articles, lambda _: self._comments.counts(articles))
