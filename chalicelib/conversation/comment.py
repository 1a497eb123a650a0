"""A reader's comment on an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["pending", "approved", "rejected", "spam"]
STATES: tuple[State, ...] = ("pending", "approved", "rejected", "spam")


@dataclass(frozen=True)
class Comment:
    """One comment, raw as it was written: it is escaped where it is shown.

    `article` is the article's id. `email` is never shown, and erased once the comment is approved.
    `expires` is when the store may delete the comment, None for an approved one: it stays.
    """

    id: str
    article: str
    name: str
    text: str
    posted: datetime
    state: State = "pending"
    email: str = ""
    expires: datetime | None = None
