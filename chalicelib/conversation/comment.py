"""A reader's comment on an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["pending", "approved", "rejected", "spam"]
STATES: tuple[State, ...] = ("pending", "approved", "rejected", "spam")

Addressee = Literal["", "author", "subscribers"]
"""Who is to be told of a comment by mail, and has not been yet."""


@dataclass(frozen=True)
class Comment:
    """One comment, raw as it was written: it is made safe where it is shown.

    `article` is the article's id. `email` is never shown, and erased once the comment is approved.
    `expires` is when the store may delete the comment, None for an approved one: it stays for as long as its
    article does.
    """

    id: str
    article: str
    name: str
    text: str
    posted: datetime
    state: State = "pending"
    email: str = ""
    expires: datetime | None = None
    parent: str = ""
    """The id of the comment it answers, "" where it answers none."""
    by_author: bool = False
    """Whether the author wrote it: only the author's command or signed link sets this."""
    writer: str = ""
    """A keyed hash of the e-mail address: it knows a writer again and tells no address."""
    verdict: str = ""
    """Why it was set aside as spam: a code of `chalicelib.conversation.spam`."""
    edited: datetime | None = None
    decided: datetime | None = None
    """When the author last decided about it."""
    previous: State | None = None
    """The state before that decision, to which it can be undone."""
    mail: Addressee = ""
    revision: int = 0
    """How often it was changed: no change may overwrite another that it has not read."""

    @property
    def is_erased(self) -> bool:
        """Whether its text was taken out, and the comment is kept for those that answer it."""
        return not self.text

    @property
    def is_counted(self) -> bool:
        """Whether readers see it, and its article's count counts it."""
        return self.state == "approved" and not self.is_erased


@dataclass(frozen=True)
class CommentPage:
    """Approved comments of one article, oldest first.

    Before `earlier` there are others, and from `later` on; None where there are none.
    """

    comments: tuple[Comment, ...] = ()
    earlier: datetime | None = None
    later: datetime | None = None
