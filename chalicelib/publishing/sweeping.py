"""What editions leave behind: objects that no front names any more."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.content import checked
from chalicelib.content import index as indexes
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER, key_of
from chalicelib.errors import Missing
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.edition import Edition

log = logging.getLogger("billet")

HOUR = 3
"""Of the day in UTC at which it is done: few write then."""

KEPT = timedelta(hours=12)
"""How long what is not named any more is kept: readers hold a front for minutes, a run lasts no longer, and
a sweep that failed may be tried again at once."""

LEFT = FOLDER + "left.json"
"""Where sweeps remember since when they have found objects that no front names. S3 tells when one was
written, and not when the last front that named it went: readers may hold that one still."""

AT_ONCE = 1000
"""Versions that one request deletes (Amazon S3 API reference, "DeleteObjects")."""


class Sweepable(Bucket, Protocol):
    """A bucket from which versions can be deleted for good."""

    def purge(self, versions: Sequence[tuple[str, str]]) -> None:
        """Delete versions, given by key and id; at most a thousand. Raises `Unavailable`."""


def is_due(now: datetime, minutes: int) -> bool:
    """Whether a schedule that strikes every so many `minutes` does it now: once a day."""
    return now.hour == HOUR and now.minute < minutes


def sweep(bucket: Sweepable, now: datetime) -> int:
    """Delete the objects of editions before, and say how many versions that were. Raises `Unavailable`.

    Each version is deleted by its own name: where a run puts the same object again meanwhile, that one stays.
    """
    front = Edition.current(bucket).front
    if not front.index:
        return 0
    try:
        index = indexes.load(bucket.read(key_of(front.index)).data)
    except Missing:  # another edition has come
        return 0
    named = {fronts.KEY, checked.KEY, LEFT, front.holdings.base, front.holdings.recent, key_of(front.index)}
    named |= {key_of(name) for name in index.kept}
    known = _left(bucket)
    left: dict[str, datetime] = {}
    old = []
    for version in bucket.versions(FOLDER):
        if not version.latest:
            since = version.uploaded
        elif version.key in named:
            continue
        else:  # one that was written since was named again
            since = known.get(version.key, now)
            since = left[version.key] = since if version.uploaded <= since else now
        if now - since > KEPT:
            old.append((version.key, version.id))
    if left != known:
        bucket.write(LEFT, _to_json(left))
    for start in range(0, len(old), AT_ONCE):
        bucket.purge(old[start : start + AT_ONCE])
    log.info("%d objects of editions before are deleted", len(old))
    return len(old)


def _left(bucket: Bucket) -> dict[str, datetime]:
    """Since when each object is known to be named no more."""
    try:
        found = json.loads(bucket.read(LEFT).data)
        return {key: datetime.fromisoformat(since) for key, since in found.items()}
    except (Missing, ValueError, TypeError, AttributeError):  # then from now on
        return {}


def _to_json(left: Mapping[str, datetime]) -> bytes:
    return json.dumps({key: since.isoformat() for key, since in left.items()}).encode()
