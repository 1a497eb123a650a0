"""Links taken back: for each kind of them, the moment up to which those given out are void."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.errors import NotFound, Unavailable

PREFIX = "_previews/"
"""Where in the bucket these moments lie."""


class Fetched(Protocol):
    """An object of a bucket."""

    @property
    def data(self) -> bytes: ...


class Bucket(Protocol):
    """What revoking needs of a bucket; `chalicelib.storage.s3.Bucket` is the one there is."""

    def fetch(self, key: str) -> Fetched | None:
        """Returns an object. Raises `NotFound`, `Unavailable`."""

    def write(self, key: str, data: bytes) -> str:
        """Puts an object. Raises `Unavailable`."""


def revoke(subject: str, bucket: Bucket, clock: Clock) -> datetime:
    """Makes every link given out for a subject so far void. Returns the moment."""
    now = clock()
    bucket.write(_path(subject), json.dumps({"revoked": now.isoformat()}).encode())
    return now


def is_revoked(subject: str, issued: datetime, bucket: Bucket) -> bool:
    """Returns whether a link that was issued at a moment is void. Raises `Unavailable` where that cannot be
    known."""
    try:
        fetched = bucket.fetch(_path(subject))
    except NotFound:
        return False
    assert fetched is not None, "the request was not conditional"
    try:
        moment = datetime.fromisoformat(json.loads(fetched.data)["revoked"])
        return issued <= moment.astimezone(UTC)
    except (ValueError, KeyError, TypeError) as error:
        what = f"{_path(subject)} is damaged: revoke the links again"
        raise Unavailable(what, log_summary="the record of revoked links is damaged") from error


def _path(subject: str) -> str:
    return f"{PREFIX}{subject}.json"
