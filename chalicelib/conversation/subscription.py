"""A writer's wish to be told by mail of answers to a comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Subscription:
    """One wish, which counts once its address is confirmed: nobody gets mail that another asked for.

    `comment` is the id of the comment whose answers are told, `article` that of its article. The store may
    delete it from `expires` on: soon where nobody confirms it.
    """

    comment: str
    article: str
    email: str
    requested: datetime
    expires: datetime
    confirmed: datetime | None = None
    writer: str = ""
    """The comment's own: nobody is told of an answer by the same writer."""
    is_mailed: bool = False
    """Whether nobody need be told of it: its address was asked to confirm it, and got the answers it had
    missed until then."""
