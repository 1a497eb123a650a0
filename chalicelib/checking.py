"""Whether the blog is well: what the schedule notes each time it has run, and what monitors ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from chalicelib.caching import Clock
from chalicelib.content import checked as checks
from chalicelib.content.checked import Checked
from chalicelib.content.edition import front as fronts
from chalicelib.errors import NotFound, Unavailable

Status = Literal["ok", "late", "unavailable"]


class Fetched(Protocol):
    """What a bucket gives of an object."""

    @property
    def data(self) -> bytes: ...


class Readable(Protocol):
    """What an examination needs of a bucket."""

    def fetch(self, key: str) -> Fetched | None:
        """An object. Raises `NotFound`, `Unavailable`."""


class Writable(Protocol):
    """What a note needs of a bucket."""

    def write(self, key: str, data: bytes) -> None:
        """Put an object. Raises `Unavailable`."""


@dataclass(frozen=True)
class Health:
    """`generation` is that of the index in the bucket, 0 where nothing was ever published; `checked`
    is when the schedule last looked, None where it never has, or S3 cannot be read."""

    status: Status
    generation: int = 0
    checked: datetime | None = None
    age_seconds: int | None = None


def note(bucket: Writable, clock: Clock, generation: int) -> None:
    """Note that a run has just gone well. Raises `Unavailable`."""
    bucket.write(checks.KEY, Checked(clock(), generation).to_json())


def examine(bucket: Readable, clock: Clock) -> Health:
    """Read the index as a cold instance would, and when it was last checked."""
    try:
        front = _fetched(bucket, fronts.KEY)
        generation = 0 if front is None else fronts.load(front).generation
        noted = _fetched(bucket, checks.KEY)
        checked = None if noted is None else checks.load(noted)
    except Unavailable:
        return Health("unavailable")
    if checked is None:
        return Health("late", generation)
    now = clock()
    age = max(0, int((now - checked.time).total_seconds()))
    return Health("late" if checked.is_late(now) else "ok", generation, checked.time, age)


def _fetched(bucket: Readable, key: str) -> bytes | None:
    """The bytes of an object, None where there is no such object yet."""
    try:
        fetched = bucket.fetch(key)
    except NotFound:
        return None
    assert fetched is not None, "the request was not conditional"
    return fetched.data
