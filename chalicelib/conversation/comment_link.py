"""Signed links to one comment, each for one action: who holds one may do that, for a while, and nothing else.

A link is issued for a revision of the comment: what was changed since must be read again first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

Action = Literal["approve", "reject", "spam", "reply", "confirm", "unsubscribe"]
ACTIONS: tuple[Action, ...] = ("approve", "reject", "spam", "reply", "confirm", "unsubscribe")
"""Their places are in the tokens: a new one comes last."""

FOR_AUTHOR: tuple[Action, ...] = ("approve", "reject", "spam", "reply")
FOR_READERS: tuple[Action, ...] = ("confirm", "unsubscribe")

LIFETIME = timedelta(days=30)
"""How long a link of the author's is valid."""

LONGEST = timedelta(days=3660)

_PURPOSE = "comment-link"
_LAYOUT = struct.Struct(">BIQI")
_LONGEST_TOKEN = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND, _SECOND = timedelta(microseconds=1), timedelta(seconds=1)


@dataclass(frozen=True)
class CommentLink:
    """The permission to do `action` to the comment with the id `comment`, as it is in `revision`."""

    action: Action
    comment: str
    revision: int
    issued: datetime
    lifetime: timedelta = LIFETIME

    def token(self, secret: str) -> str:
        """Returns the link's last part: one URL-safe word."""
        assert timedelta(0) < self.lifetime <= LONGEST, "callers choose it, not visitors"
        head = _LAYOUT.pack(
            ACTIONS.index(self.action),
            self.revision,
            (self.issued - _EPOCH) // _MICROSECOND,
            self.lifetime // _SECOND,
        )
        from chalicelib.conversation.signing import PayloadSigner  # here, as below: most pages do without

        return PayloadSigner(secret, _PURPOSE).dumps(head + self.comment.encode())


def read(secret: str, token: str, now: datetime) -> CommentLink | None:
    """Returns what a token permits; None where it is not one of ours, or not valid any more at `now`."""
    from chalicelib.conversation.signing import BadData, PayloadSigner

    if len(token) > _LONGEST_TOKEN:
        return None
    try:
        data = PayloadSigner(secret, _PURPOSE).loads(token)
        number, revision, microseconds, seconds = _LAYOUT.unpack_from(data)
        issued = _EPOCH + microseconds * _MICROSECOND
        link = CommentLink(
            ACTIONS[number], data[_LAYOUT.size :].decode(), revision, issued, seconds * _SECOND
        )
    except (BadData, struct.error, IndexError, OverflowError, UnicodeError):
        return None  # all but the first for what another version may sign
    return link if now < issued + link.lifetime else None
