"""When the schedule last looked at the bucket. The index itself is written only when something has
changed, so that its own age says nothing of whether anybody still looks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.errors import Unavailable

KEY = "_index/checked.json"
"""Where it lies in the bucket."""

LATE = timedelta(minutes=30)
"""Three turns of the schedule: one may get lost or be slow, and AWS tries a failed one twice more."""


@dataclass(frozen=True)
class Checked:
    """The time of a run that went well, and the index's generation after it."""

    time: datetime
    generation: int

    def to_json(self) -> bytes:
        """As it lies in the bucket."""
        return json.dumps({"time": self.time.isoformat(), "generation": self.generation}).encode()

    def is_late(self, now: datetime) -> bool:
        """Whether the next run should long have been."""
        return now - self.time > LATE


def load(data: bytes) -> Checked:
    """Read what `to_json` wrote. Raises `Unavailable` for anything else: the next run mends it."""
    try:
        document = json.loads(data)
        checked = Checked(datetime.fromisoformat(document["time"]), int(document["generation"]))
        if checked.time.tzinfo is None:
            raise ValueError("the time has no zone")
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable(f"{KEY} cannot be read: {error}", log_summary=f"{KEY} is damaged") from error
    return checked
