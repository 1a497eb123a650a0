"""Comments: from the form to the table, and as readers see them."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.content.article import Article
from chalicelib.conversation.comment import Comment, CommentPage
from chalicelib.errors import Conflict, Rejected, Unavailable

if TYPE_CHECKING:
    from chalicelib.content.site import Comments as Settings
    from chalicelib.conversation.limits import Limits
    from chalicelib.conversation.post import Post
    from chalicelib.conversation.submission import Policy


log = logging.getLogger("billet")

MOST_TAKEN_BACK = 5
"""How often one form may be sent again whose comment its writer has taken back."""

_ID = re.compile("[0-9a-f]{20}")


class Comments(Protocol):
    """What commenting needs of a store; `chalicelib.storage.comments.Comments` has it."""

    def add(self, comment: Comment) -> None:
        """Stores a new comment. Raises `Conflict` where its id is known already."""

    def get_many(self, ids: Iterable[str]) -> list[Comment]:
        """Returns the comments that exist of those with these ids."""

    def is_trusted(self, writer: str) -> bool:
        """Returns whether the writer with this fingerprint has an approved comment."""

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
    article: Article,
    post: Post,
    comments: Comments,
    limits: Limits,
    policy: Policy,
    settings: Settings,
    clock: Clock,
) -> Comment:
    """Stores what a reader sent as a comment, and returns it; the same form sent twice is stored once.

    What is doubted is stored as spam, which the author can still approve. Raises `Rejected` with a code for
    each field that is wrong, `Slowed` for who sends too much, and `Unavailable`.
    """
    # Imported here: a page that is only read does without a form's rules.
    from chalicelib.conversation import forms
    from chalicelib.conversation.fingerprint import writer_of
    from chalicelib.conversation.submission import accept

    form = accept(forms.COMMENT, subject_of(article), post, policy, settings, limits, clock())
    _check_parent(article, form.values["parent"], comments)
    comment = Comment(
        id=form.id,
        article=article.id,
        posted=form.at,
        state="spam" if form.verdict else "pending",
        verdict=form.verdict,
        expires=form.expires,
        mail="" if form.verdict else "author",
        writer=writer_of(policy.secret, form.values["email"]),
        name=form.values["name"],
        email=form.values["email"],
        text=form.values["text"],
        parent=form.values["parent"],
    )
    return _add(comment, comments, may_trust=settings.trusted)


def draft(article: Article, post: Post, comments: Comments, policy: Policy, clock: Clock) -> Comment:
    """Returns the comment that a form would make, to be looked at before it is sent: nothing is stored, and
    no limit is taken from. Raises `Rejected` and `Unavailable` as `submit` does."""
    from chalicelib.conversation import forms
    from chalicelib.conversation.submission import check

    now = clock()
    values, _ = check(forms.COMMENT, subject_of(article), post, policy, now)
    _check_parent(article, values["parent"], comments)
    return Comment("", article.id, values["name"], values["text"], now, parent=values["parent"])


def answerable(article: Article, id: str, comments: Comments) -> Comment | None:
    """Returns the comment of an article that readers may answer, None where it is not or no longer shown.
    Raises `Unavailable`."""
    existing = comments.get_many([id]) if _ID.fullmatch(id) else []
    return next((c for c in existing if c.article == article.id and c.is_counted), None)


def _check_parent(article: Article, id: str, comments: Comments) -> None:
    """Raises `Rejected` where the comment that is answered is not shown any more."""
    if id and not answerable(article, id, comments):
        from chalicelib.conversation import forms

        raise Rejected({"": forms.PARENT_GONE})


def _add(comment: Comment, comments: Comments, *, may_trust: bool) -> Comment:
    """Stores a comment, approved where its writer is trusted, and returns it. Raises `Unavailable`."""
    if may_trust and comment.state == "pending" and _is_trusted(comment.writer, comments):
        # The author is told first, and then who waits for an answer: see `notifying`.
        comment = replace(comment, state="approved", email="", expires=None)
    for _ in range(MOST_TAKEN_BACK):
        try:
            comments.add(comment)
        except Conflict:
            if any(not existing.is_erased for existing in comments.get_many([comment.id])):
                return comment  # the first click has stored it
            # Its writer has taken it back, and now sends the same again.
            comment = replace(comment, id=hashlib.sha256(comment.id.encode()).hexdigest()[:20])
        else:
            return comment
    raise Unavailable(
        "a comment was taken back many times", log_summary="a comment was taken back many times"
    )


def _is_trusted(writer: str, comments: Comments) -> bool:
    try:
        return bool(writer) and comments.is_trusted(writer)
    except Unavailable as error:
        log.error("a comment waits for the author, as it is not known whether to trust its writer: %s", error)
        return False


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
