"""Signed, timed form tokens.

All readers of a page within one hour get the same token: so the page's bytes are the same for
all of them, and browsers and CDNs may keep it. A page for one person has a token of its second. A token
proves that the form was asked for here, for this article, not too long ago; it has one spelling.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import lru_cache

STEP = timedelta(hours=1)

LONGEST = 200
"""Characters of a token, and some to spare: a longer text is not worth a digest."""


def issue(secret: str, subject: str, now: datetime) -> str:
    """Returns the token of the form `subject` for the hour of `now`."""
    return _issue(secret, subject, hour_of(now))


def issue_timed(secret: str, subject: str, now: datetime) -> str:
    """Returns the token of the form `subject` for the second of `now`, for a page that nobody keeps."""
    return _issue(secret, subject, now.astimezone(UTC).replace(microsecond=0))


@lru_cache(maxsize=512)
def _issue(secret: str, subject: str, moment: datetime) -> str:
    # Imported here, as below: a page without a form does without the library.
    from chalicelib.conversation.signing import Signer

    return Signer(secret, moment).sign(_digest(subject)).decode()


def read(secret: str, subject: str, token: str, now: datetime, lifetime: timedelta) -> datetime | None:
    """Returns when `token` was issued for `subject`, at the earliest: the beginning of its hour, or its
    second. None where it was not issued here, or more than `lifetime` ago (and an hour, as it counts from the
    beginning of its hour)."""
    from chalicelib.conversation.signing import BadSignature, Signer

    if len(token) > LONGEST:
        return None
    try:
        _, issued = Signer(secret, now).unsign(
            token, max_age=int((lifetime + STEP).total_seconds()), return_timestamp=True
        )
    except (BadSignature, UnicodeError):
        return None
    # Base64 has bits that nobody reads, and its readers pass over foreign characters.
    return issued if token == _issue(secret, subject, issued) else None


def age(issued: datetime, now: datetime) -> timedelta | None:
    """Returns how long ago a token was issued; None where it tells no more than the hour, as all readers of a
    page share it."""
    return None if issued == hour_of(issued) else now - issued


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()[:16]


def hour_of(now: datetime) -> datetime:
    """Returns the beginning of the hour of `now`."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
