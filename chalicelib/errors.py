"""Every error Billet raises on purpose, in one small tree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta


class BilletError(Exception):
    """Base of all errors below: catch it to catch them all.

    The message is for the author or the operator, and may name an address or quote a text. `log_summary` is
    what a log may say of the error: what failed, and nothing that anyone has written.
    """

    def __init__(self, message: str = "", *, log_summary: str = "") -> None:
        super().__init__(message)
        self.log_summary = log_summary


class ConfigurationError(BilletError):
    """The deployment's settings are missing or wrong; the message names the variable."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message, log_summary=message)


class StoreError(BilletError):
    """A bucket, table or parameter did not do what was asked."""


class NotFound(StoreError):
    """The object, item or parameter asked for does not exist."""


class Conflict(StoreError):
    """A conditional write met another state than it expected: someone else wrote first."""


class TooLarge(StoreError):
    """The object has more bytes than its reader allows; none of them was read. `etag` is its ETag."""

    def __init__(self, message: str, *, etag: str, log_summary: str = "") -> None:
        super().__init__(message, log_summary=log_summary)
        self.etag = etag


class OutOfRange(StoreError):
    """The part that was asked for begins after the end of the object, which has `size` bytes; 0 is
    unknown."""

    def __init__(self, message: str, size: int) -> None:
        super().__init__(message)
        self.size = size


class Unavailable(StoreError):
    """The store failed or could not be reached; trying again later may succeed."""


class Uncertain(Unavailable):
    """A request may have been carried out: its answer was lost."""


class Undeliverable(StoreError):
    """The mail service does not take this mail, however often it is sent."""


class Unreadable(Unavailable):
    """S3 has the object and does not give it: it is archived, or encrypted with a key we may not use."""


class Corrupt(Unavailable):
    """An object is damaged, and stays so until it is written anew."""


class Outdated(Unavailable):
    """An object was replaced since the index that names it was read; a newer index names its successor."""


class Slowed(BilletError):
    """So much came from one place that a form was not taken. `wait` is when another one is."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"too much at once: another one in {wait.total_seconds():.0f} seconds")
        self.wait = wait


class Rejected(BilletError):
    """A form was refused.

    ``errors`` maps a field's name to a code of `chalicelib.conversation.forms`; the empty name
    stands for the form as a whole.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field or 'form'}: {code}" for field, code in errors.items()))
        self.errors = dict(errors)
