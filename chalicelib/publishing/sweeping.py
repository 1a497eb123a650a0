"""What editions leave behind: objects that no front names any more."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.content import index as indexes
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER, key_of
from chalicelib.content.edition.front import Front, Unreadable
from chalicelib.errors import NotFound
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.edition import Edition
from chalicelib.reading.objects import Fetched

log = logging.getLogger("billet")

HOUR = 3
"""Of the day in UTC at which it is done: few write then."""

KEPT = timedelta(days=1)
"""How long what is not named any more is kept: readers hold a front for minutes, or as long as S3 fails them;
a run lasts no longer."""

AT_ONCE = 1000
"""Versions that one request deletes (Amazon S3 API reference, "DeleteObjects")."""


class Sweepable(Bucket, Protocol):
    """A bucket from which versions can be deleted for good."""

    def fetch(self, key: str, *, version: str = "") -> Fetched | None:
        """A version of an object. Raises `NotFound`."""

    def purge(self, versions: Sequence[tuple[str, str]]) -> None:
        """Delete versions, given by key and id; at most a thousand. Raises `Unavailable`."""


def is_due(now: datetime, minutes: int) -> bool:
    """Whether a schedule that strikes every so many `minutes` does it now: once a day."""
    return now.hour == HOUR and now.minute < minutes


def sweep(bucket: Sweepable, now: datetime) -> int:
    """Delete the objects of editions before, and say how many versions that were. Raises `Unavailable`.

    Each version is deleted by its own name: where a run puts the same object again meanwhile, that one stays.
    """
    states = list(bucket.versions(FOLDER))  # before the front: what comes from now on is not among them
    front = Edition.current(bucket).front
    if not front.index:
        return 0
    # What is older than that and was named since was named then already: a run puts anew what the edition
    # before it does not name.
    then = next((v for v in states if v.key == fronts.KEY and now - v.uploaded > KEPT), None)
    try:
        named = _named_by(bucket, front)
        if then and not then.latest and not then.deleted:
            fetched = bucket.fetch(fronts.KEY, version=then.id)
            named |= _named_by(bucket, fronts.load(fetched.data)) if fetched else set()
    except (NotFound, Unreadable):  # another edition has come, or what it was made of is lost
        return 0
    old = [
        (version.key, version.id)
        for version in states
        if now - version.uploaded > KEPT and version != then and not (version.latest and version.key in named)
    ]
    for start in range(0, len(old), AT_ONCE):
        bucket.purge(old[start : start + AT_ONCE])
    log.info("%d objects of editions before are deleted", len(old))
    return len(old)


def _named_by(bucket: Bucket, front: Front) -> set[str]:
    """The keys of all objects of an edition. Raises `NotFound` and `Unreadable`."""
    index = indexes.load(bucket.read(key_of(front.index)).data)
    return {
        fronts.KEY,
        front.holdings.base,
        front.holdings.recent,
        key_of(front.index),
        *map(key_of, index.kept),
    }
