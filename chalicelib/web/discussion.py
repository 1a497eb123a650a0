"""The comments below an article as a page shows them, with the form for another."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chalice.app import NotFoundError

from chalicelib.caching import Cached
from chalicelib.content.article import Article
from chalicelib.conversation import commenting
from chalicelib.conversation.comment import Comment, CommentPage
from chalicelib.conversation.threads import Thread, threads_of
from chalicelib.errors import Unavailable
from chalicelib.index.redirects import redirect_for
from chalicelib.web import form as webforms
from chalicelib.web import request as requests
from chalicelib.web.form import Form
from chalicelib.web.page_context import PageContext

log = logging.getLogger("billet")


@dataclass(frozen=True)
class Discussion:
    """One page of comments.

    `threads` are None where the comments cannot be had, and so is `form` where none can be signed or the
    article takes no comments: `is_open` tells which. `count` counts all comments of the article; `earlier`,
    `later` and `newest` are the addresses of other pages, "" where there are none. `parent` is the comment
    that the form answers; `draft` is what was written in it so far, to be looked at before it is sent.
    """

    comments: tuple[Comment, ...] | None = ()
    is_open: bool = False
    count: int = 0
    earlier: str = ""
    later: str = ""
    newest: str = ""
    form: Form | None = None
    parent: Comment | None = None
    draft: Comment | None = None
    degraded: bool = False
    """Whether it is less than all, or old: nobody is to keep it."""

    @property
    def threads(self) -> tuple[Thread, ...] | None:
        """The comments with their answers."""
        return None if self.comments is None else threads_of(self.comments)

    @property
    def key(self) -> Hashable:
        """Equal for two that show the same, as long as nothing was sent."""
        token = self.form.token if self.form else ""
        return self.comments, self.count, self.earlier, self.later, self.parent, token

    def with_form(
        self, form: Form | None, parent: Comment | None, draft: Comment | None = None
    ) -> Discussion:
        """Returns it with a form that was sent."""
        return replace(self, form=form, parent=parent, draft=draft)


def decode(slug: str) -> str:
    """Returns the slug in an address."""
    return unicodedata.normalize("NFC", requests.parameter(slug))


def find_with_comments(page: PageContext, slug: str) -> Article:
    """Returns the article whose comments are meant, also where it has moved since a form was opened: a
    POST cannot be sent on without being asked for again."""
    decoded_slug = decode(slug)
    article = page.find("articles", decoded_slug) or redirect_for(
        page.index, page.now, f"/articles/{decoded_slug}"
    )
    if article is None or article.kind != "articles":
        raise NotFoundError(f"there is no article {decoded_slug!r}")
    return article


def first_page(page: PageContext, article: Article) -> Discussion:
    """Returns the oldest comments of an article, and an empty form: for another comment, or for an answer
    to the one that the request names."""
    return _with_empty_form(page, article, of_request(page, article, "", ""))


def of_request(
    page: PageContext, article: Article, start: str, end: str, *, newest: bool = False
) -> Discussion:
    """Returns the comments of an article from `start` on, or those before `end`, both as `address_of`
    writes them, or the `newest`: without a form. Comments that cannot be had are left out and logged."""
    cache = page.services.comment_cache
    try:
        if newest or end:
            cached = cache.page_before(article.id, _moment(end))
        else:
            cached = cache.page(article.id, _moment(start))
        count = _count(page, article, cached)
    except Unavailable as error:
        log.error("an article without its comments: %s", error)
        return Discussion(None, page.takes_comments(article), degraded=True)
    comments = cached.value
    return Discussion(
        comments=comments.comments,
        is_open=page.takes_comments(article),
        count=count,
        earlier=address_of(page, article, "before", comments.earlier) if comments.earlier else "",
        later=address_of(page, article, "from", comments.later) if comments.later else "",
        newest=page.urls("comments", slug=article.slug) + "?newest=1" if comments.later else "",
        degraded=cached.stale,
    )


def further_page(page: PageContext, article: Article, start: str, end: str, *, newest: bool) -> Discussion:
    """Returns `of_request`, with an empty form."""
    return _with_empty_form(page, article, of_request(page, article, start, end, newest=newest))


def with_sent_form(page: PageContext, article: Article, form: Form, draft: Comment | None) -> Discussion:
    """Returns the oldest comments with a form given back, and the comment that it answers."""
    parent = None
    if id := form.values.get("parent", ""):
        try:
            parent = commenting.answerable(article, id, page.services.comments)
        except Unavailable as error:
            log.error("a form without the comment it answers: %s", error)
    return of_request(page, article, "", "").with_form(form, parent, draft)


def address_of(page: PageContext, article: Article, name: str, moment: datetime) -> str:
    """Returns the address of the page of comments from a moment on, or before it: `name` says which."""
    written = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{page.urls('comments', slug=article.slug)}?{name}={written}"


def _with_empty_form(page: PageContext, article: Article, discussion: Discussion) -> Discussion:
    if not discussion.is_open:
        return discussion
    form = webforms.fresh(page.services, commenting.subject_of(article))
    degraded = discussion.degraded or form is None
    parent = None
    if (id := requests.query_field(page.request, "reply")) and form:
        try:
            parent = commenting.answerable(article, id, page.services.comments)
        except Unavailable as error:
            log.error("a form without the comment it answers: %s", error)
            degraded = True
    return replace(discussion, form=form, parent=parent, degraded=degraded)


def _count(page: PageContext, article: Article, cached: Cached[CommentPage]) -> int:
    comments = cached.value
    if not comments.earlier and not comments.later:
        return sum(comment.is_counted for comment in comments.comments)
    counts = page.services.comment_cache.counts((article.id,)).value
    return counts.get(article.id, 0)


def _moment(written: str) -> datetime | None:
    """Returns the moment that an address names, None where it names none."""
    if not written:
        return None
    try:
        return datetime.strptime(written, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None
