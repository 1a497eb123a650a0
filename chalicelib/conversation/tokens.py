"""Signed, timed form tokens.

All readers of a page within one hour get the same token: so the page's bytes are the same for
all of them, and browsers and CDNs may keep it. A token proves that the form was asked for here, for
this article, not too long ago; it is `submission_id` that lets a form sent twice be stored once.
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


@lru_cache(maxsize=512)
def _issue(secret: str, subject: str, hour: datetime) -> str:
    # Imported here, as below: a page without a form does without the library.
    from chalicelib.conversation.signing import Signer

    return Signer(secret, hour).sign(_digest(subject)).decode()


def is_valid(secret: str, subject: str, token: str, now: datetime, lifetime: timedelta) -> bool:
    """Whether `token` was issued for `subject` no longer than `lifetime` ago (an hour longer at
    the most, as the hour it was issued in counts from its beginning)."""
    from chalicelib.conversation.signing import BadSignature, Signer

    if len(token) > LONGEST:
        return False
    try:
        signed = Signer(secret, now).unsign(token, max_age=int((lifetime + STEP).total_seconds()))
    except (BadSignature, UnicodeError):
        return False
    return signed == _digest(subject).encode()


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()[:16]


def hour_of(now: datetime) -> datetime:
    """Returns the beginning of the hour of `now`."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def submission_id(token: str, *sent: str) -> str:
    """Returns the id of what was sent with a form, 20 hexadecimal digits: the same for a double click, a
    retry and a replay, another for every other text or writer."""
    return hashlib.sha256("\0".join((token, *sent)).encode()).hexdigest()[:20]
