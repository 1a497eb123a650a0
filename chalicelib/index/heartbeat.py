"""The heartbeat: when the schedule last looked at the bucket, and whether the blog is well.

The index is written only when something has changed, so that its own age says nothing of whether anybody
still looks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from chalicelib.caching import Clock
from chalicelib.errors import Corrupt, NotFound, Unavailable
from chalicelib.index import storage
from chalicelib.index.storage import FOLDER, ReadableBucket, fetch_if_any

KEY = f"{FOLDER}heartbeat.json"

LATE = timedelta(minutes=30)
"""Three turns of the schedule: one may get lost or be slow, and AWS tries a failed one twice more."""

Status = Literal["ok", "late", "unavailable"]


class WritableBucket(Protocol):
    """What a heartbeat needs of a bucket."""

    def write(self, key: str, data: bytes) -> str:
        """Puts an object and returns its ETag. Raises `Unavailable`."""


@dataclass(frozen=True)
class Heartbeat:
    """The time of a run of the schedule that went well, the generation of the index after it, the ETag of the
    index that the search file was brought up to, and that of the search file then."""

    time: datetime
    generation: int
    searched: str = ""
    search_file: str = ""
    swept: str = ""
    """The ETag of an index, and the day on which comments were given the expiry that it tells."""


@dataclass(frozen=True)
class Health:
    """`generation` is that of the index in the bucket, 0 where nothing was ever published; `checked` is
    when the schedule last looked, None where it never has, or S3 cannot be read."""

    status: Status
    generation: int = 0
    checked: datetime | None = None
    age_seconds: int | None = None


def write_heartbeat(bucket: WritableBucket, heartbeat: Heartbeat) -> None:
    """Notes that a run has just gone well. Raises `Unavailable`."""
    document = {
        "time": heartbeat.time.isoformat(),
        "generation": heartbeat.generation,
        "searched": heartbeat.searched,
        "search_file": heartbeat.search_file,
        "swept": heartbeat.swept,
    }
    bucket.write(KEY, json.dumps(document).encode())


def read_heartbeat(bucket: ReadableBucket) -> Heartbeat | None:
    """Returns the last heartbeat, None where there was none yet. Raises `Unavailable`, `Corrupt` for one that
    cannot be read: the next run mends it."""
    fetched = fetch_if_any(bucket, KEY)
    if fetched is None:
        return None
    try:
        document = json.loads(fetched.data)
        time = datetime.fromisoformat(document["time"])
        if time.tzinfo is None:
            raise ValueError("the time has no zone")
        notes = {name: str(document.get(name, "")) for name in ("searched", "search_file", "swept")}
        return Heartbeat(time, int(document["generation"]), **notes)
    except (ValueError, KeyError, TypeError) as error:
        raise Corrupt(f"{KEY} cannot be read: {error}", log_summary=f"{KEY} is damaged") from error


def check_health(bucket: ReadableBucket, clock: Clock) -> Health:
    """Reads the index as a cold instance would, and when the schedule last looked."""
    try:
        generation = _generation(bucket)
        heartbeat = read_heartbeat(bucket)
    except Unavailable:
        return Health("unavailable")
    if heartbeat is None:
        return Health("late", generation)
    now = clock()
    age = max(timedelta(0), now - heartbeat.time)
    status: Status = "late" if age > LATE else "ok"
    return Health(status, generation, heartbeat.time, int(age.total_seconds()))


def _generation(bucket: ReadableBucket) -> int:
    try:
        with storage.load(bucket) as index:
            return index.generation
    except NotFound:
        return 0
