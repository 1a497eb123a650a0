"""Preview tokens: who holds one may see one article before its readers do, for a while.

A token is short and URL-safe, and says neither the article's name nor its id: 24 bytes (twelve of a digest
of the id, eight for the microsecond it was issued in, four for the seconds it is valid) and their signature.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_LAYOUT = struct.Struct(">12sQI")
_LENGTH = 76
"""Characters of a token: 24 and 32 bytes in base64, and a dot between."""
_PURPOSE = "preview"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND, _SECOND = timedelta(microseconds=1), timedelta(seconds=1)

LONGEST = timedelta(days=366)
"""How long a link may be valid."""


@dataclass(frozen=True)
class Preview:
    """The permission to see the article whose id has the digest `subject`, from `issued` until `expires`."""

    subject: str
    issued: datetime
    expires: datetime


def subject_of(id: str) -> str:
    """Returns the digest of an article's id, 24 hexadecimal digits."""
    return hashlib.sha256(id.encode()).hexdigest()[:24]


def issue(secret: str, id: str, now: datetime, lifetime: timedelta) -> str:
    """Returns a token for the article with this id, valid for `lifetime` (whole seconds, up to `LONGEST`)."""
    from chalicelib.conversation.signing import PayloadSigner  # here, as below: pages for readers do without

    assert timedelta(0) < lifetime <= LONGEST, "the command bounds it"
    issued, seconds = (now - _EPOCH) // _MICROSECOND, lifetime // _SECOND
    return PayloadSigner(secret, _PURPOSE).dumps(_LAYOUT.pack(bytes.fromhex(subject_of(id)), issued, seconds))


def read(secret: str, token: str, now: datetime) -> Preview | None:
    """Returns what a token permits; None where it is not one of ours, or not valid any more at `now`."""
    from chalicelib.conversation.signing import BadData, PayloadSigner

    if len(token) != _LENGTH:
        return None
    try:
        subject, microseconds, seconds = _LAYOUT.unpack(PayloadSigner(secret, _PURPOSE).loads(token))
        issued = _EPOCH + microseconds * _MICROSECOND
        preview = Preview(subject.hex(), issued, issued + seconds * _SECOND)
    except (BadData, struct.error, OverflowError):  # the last two for what another version may sign
        return None
    return preview if now < preview.expires else None
