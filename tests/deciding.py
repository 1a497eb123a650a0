"""One decision of the author, for tests of what follows from it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.caching import Clock
from chalicelib.conversation.comment import Comment, State
from chalicelib.conversation.moderation import decide
from chalicelib.errors import Conflict, NotFound
from chalicelib.storage.comments import Comments


def moderate(id: str, state: State, comments: Comments, retention: timedelta, clock: Clock) -> Comment:
    """Carries out a decision about one comment, and returns the comment as it is now.

    Raises `NotFound`, and `Conflict` when somebody else decides at the same moment.
    """
    decisions = decide([id], state, comments, retention, clock)
    if decisions.missing:
        raise NotFound(f"there is no comment {id!r}")
    if decisions.conflicts:
        raise Conflict(f"comment {id} was written by someone else")
    return (*decisions.decided, *decisions.unchanged)[0]
