"""The lists of the moderation page: which comments are shown, and from where on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from chalicelib.content.folding import fold
from chalicelib.conversation.comment import STATES, Comment, State
from chalicelib.web.moderated import ModeratedComment, article_with, moderated
from chalicelib.web.page_context import PageContext

DECIDED = "decided"
LISTS = ("pending", "spam", "approved", "rejected", DECIDED)
"""The names of the lists; the first one is shown to who names none."""

PAGE = 20
"""Comments of one page: a phone shows each whole."""

MOST_READ = 3_000
"""Comments that a search looks at before it shows what it has; the next page goes on from there."""

RECENT = 100
"""The newest comments of each state among which recent decisions are looked for."""


@dataclass(frozen=True)
class Selection:
    """What is asked for: a list, words that its comments have, and before which moment they were posted."""

    list: str = LISTS[0]
    words: str = ""
    before: datetime | None = None

    @property
    def query(self) -> dict[str, str]:
        """Returns it as fields of an address."""
        before = self.before.isoformat() if self.before else ""
        fields = {"list": self.list, "q": self.words, "before": before}
        return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True)
class Queue:
    """Comments, newest first, or the last decided first; `older` is where the next page begins, "" on the
    last."""

    comments: tuple[ModeratedComment, ...]
    older: str = ""


def select(page: PageContext, selection: Selection) -> Queue:
    """Returns the comments of a page of a list. Raises `Unavailable`."""
    search = _Search(page, fold(selection.words).split())
    if selection.list == DECIDED:
        comments = [comment for comment in _decided(page) if search.has(comment)]
        return Queue(tuple(moderated(page, comment) for comment in comments[: 5 * PAGE]))
    (state,) = (known for known in STATES if known == selection.list)
    comments, older = _page(page.services.comments.newest(state, selection.before), search)
    return Queue(tuple(moderated(page, comment) for comment in comments), older)


def _page(newest: Iterable[Comment], search: _Search) -> tuple[list[Comment], str]:
    """Returns the comments of one page, and where the next one begins. Comments that were posted at the very
    same moment are on one page, as the next one begins before a moment."""
    comments: list[Comment] = []
    last: Comment | None = None
    for number, comment in enumerate(newest):
        is_full = len(comments) >= PAGE or number >= MOST_READ
        if is_full and last and comment.posted < last.posted:
            return comments, last.posted.isoformat()
        if search.has(comment):
            comments.append(comment)
        last = comment
    return comments, ""


def _decided(page: PageContext) -> list[Comment]:
    """Returns the comments that the author has decided about and can still undo, the last decision first."""
    store = page.services.comments
    states: tuple[State, ...] = ("approved", "rejected", "spam", "pending")
    candidates: Iterator[Comment] = (c for state in states for c in islice(store.newest(state), RECENT))
    comments = [comment for comment in candidates if comment.decided and comment.previous]
    return sorted(comments, key=lambda comment: str(comment.decided), reverse=True)


@dataclass
class _Search:
    """Words that are looked for in text, name, address and title of the article."""

    page: PageContext
    words: list[str]
    _titles: dict[str, str] = field(default_factory=dict)

    def has(self, comment: Comment) -> bool:
        """Returns whether a comment has all words."""
        if not self.words:
            return True
        title = self._titles.get(comment.article)
        if title is None:
            article = article_with(self.page, comment.article)
            title = self._titles[comment.article] = f"{article.title} {article.slug}" if article else ""
        text = fold(" ".join((comment.name, comment.email, comment.text, comment.article, title)))
        return all(word in text for word in self.words)
