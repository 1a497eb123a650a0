"""Signed links to the moderation page: who holds one may decide about every comment, for a while."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from chalicelib.caching import Clock
from chalicelib.conversation import comment_link, revocation
from chalicelib.conversation.comment_link import CommentLink
from chalicelib.conversation.revocation import Bucket
from chalicelib.errors import NotFound

SUBJECT = "moderation"
"""What the links of the author are revoked for, all at once: those to the page, and those in mails."""

LONGEST = timedelta(days=366)
"""How long a link may be valid."""

_LAYOUT = struct.Struct(">QI")
_LENGTH = 60
"""Characters of a token: 12 and 32 bytes in base64, and a dot between."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND, _SECOND = timedelta(microseconds=1), timedelta(seconds=1)


def issue(secret: str, now: datetime, lifetime: timedelta = comment_link.LIFETIME) -> str:
    """Returns a token that is valid for `lifetime` (whole seconds, up to `LONGEST`)."""
    from chalicelib.conversation.signing import PayloadSigner  # here, as below: most pages do without

    assert timedelta(0) < lifetime <= LONGEST, "the command bounds it"
    return PayloadSigner(secret, SUBJECT).dumps(
        _LAYOUT.pack((now - _EPOCH) // _MICROSECOND, lifetime // _SECOND)
    )


def require_valid(token: str, secret: str, bucket: Bucket, now: datetime) -> None:
    """Raises `NotFound` for a token that is forged, over or revoked, and `Unavailable` where it cannot be
    known whether it was revoked."""
    issued = _read(secret, token, now)
    if issued is None or revocation.is_revoked(SUBJECT, issued, bucket):
        raise NotFound("this moderation link is not valid", log_summary="a moderation link is not valid")


def admit(token: str, secret: str, bucket: Bucket, now: datetime) -> CommentLink:
    """Returns what a link of the author's to one comment permits. Raises as `require_valid` does."""
    link = comment_link.read(secret, token, now)
    if (
        link is None
        or link.action not in comment_link.FOR_AUTHOR
        or revocation.is_revoked(SUBJECT, link.issued, bucket)
    ):
        raise NotFound("this moderation link is not valid", log_summary="a moderation link is not valid")
    return link


def revoke(bucket: Bucket, clock: Clock) -> datetime:
    """Makes every link of the author's given out so far void. Returns the moment."""
    return revocation.revoke(SUBJECT, bucket, clock)


def _read(secret: str, token: str, now: datetime) -> datetime | None:
    """Returns when a valid token was issued; None for any other text."""
    from chalicelib.conversation.signing import BadData, PayloadSigner

    if len(token) != _LENGTH:
        return None
    try:
        microseconds, seconds = _LAYOUT.unpack(PayloadSigner(secret, SUBJECT).loads(token))
        issued = _EPOCH + microseconds * _MICROSECOND
        return issued if now < issued + seconds * _SECOND else None
    except (BadData, struct.error, OverflowError):  # the last two for what another version may sign
        return None
