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
    is_mailed: bool = False
    """Whether the mail that asks to confirm it was sent."""
