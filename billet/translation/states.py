"""The states of uploads and comments, in words."""

from __future__ import annotations

from billet.translation.catalogue import text as _


def state_in_words(state: str) -> str:
    """Returns the state of an upload or of a comment, as people read it."""
    words = {
        "live": _("live"),
        "draft": _("draft"),
        "scheduled": _("scheduled"),
        "expired": _("expired"),
        "refused": _("REFUSED"),
        "waiting": _("waiting"),
        "pending": _("pending"),
        "approved": _("approved"),
        "rejected": _("rejected"),
        "spam": _("spam"),
    }
    return words.get(state, state)
