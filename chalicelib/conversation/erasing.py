"""Comments taken back by who wrote them, or erased at their wish."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.conversation.comment import Comment


def erased(comment: Comment) -> Comment | None:
    """Returns what is kept of an erased comment: nothing of what its writer wrote or was. None where
    nothing is kept; of one that readers may have answered its place in the thread is."""
    if comment.state != "approved":
        return None
    return replace(comment, name="", text="", email="", writer="", mail="", verdict="", previous=None)
