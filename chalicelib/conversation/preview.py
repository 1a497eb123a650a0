"""Preview tokens: who holds one may see one article before its readers do, for a while.

A token is short and URL-safe, and says neither the article's name nor its id: 24 bytes (twelve of
a digest of the id, eight for the microsecond it was issued in, four for the seconds it is good for)
and their signature.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LAYOUT = struct.Struct(">12sQI")
_PURPOSE = "preview"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND, _SECOND = timedelta(microseconds=1), timedelta(seconds=1)

LONGEST = timedelta(days=366)
"""How long a link may be good for."""


@dataclass(frozen=True)
class Preview:
    """Leave to see the article whose id has the digest `subject`, from `issued` until `expires`."""

    subject: str
    issued: datetime
    expires: datetime


def subject_of(id: str) -> str:
    """The digest of an article's id, 24 hexadecimal digits."""
    return hashlib.sha256(id.encode()).hexdigest()[:24]


def issue(secret: str, id: str, now: datetime, lifetime: timedelta) -> str:
    """A token for the article with this id, good for `lifetime` (whole seconds, up to `LONGEST`)."""
    from chalicelib.conversation.signing import PayloadSigner  # here, as below: pages for readers do without

    assert timedelta(0) < lifetime <= LONGEST, "the command bounds it"
    issued, seconds = (now - _EPOCH) // _MICROSECOND, lifetime // _SECOND
    return PayloadSigner(secret, _PURPOSE).close(_LAYOUT.pack(bytes.fromhex(subject_of(id)), issued, seconds))


def read(secret: str, token: str, now: datetime) -> Preview | None:
    """What a token gives leave to; None where it is not one of ours, or no longer good at `now`."""
    from chalicelib.conversation.signing import BadData, PayloadSigner

    try:
        subject, issued, seconds = _LAYOUT.unpack(PayloadSigner(secret, _PURPOSE).open(token))
        begun = _EPOCH + issued * _MICROSECOND
        preview = Preview(subject.hex(), begun, begun + seconds * _SECOND)
    except (BadData, struct.error, OverflowError):  # the last two for what another version may sign
        return None
    return preview if now < preview.expires else None
