"""The log of the readings of the blog on this machine: a file in the folder of its state."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from billet.author.readings import Readings
from chalicelib.logs import JsonFormatter

FILE = "readings.log"
_LARGEST, _FILES = 2**20, 3


def keep(folder: Path) -> logging.Handler:
    """Writes each reading from now on to the log in a folder, as a function does to its own; returns the
    handler, to be closed."""
    handler = RotatingFileHandler(
        folder / FILE, maxBytes=_LARGEST, backupCount=_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(JsonFormatter("billet-local"))
    handler.addFilter(lambda record: "client" in getattr(record, "fields", ()))
    log = logging.getLogger("billet")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return handler


def read(folder: Path, since: datetime) -> list[Readings]:
    """Returns the readings in the log of a folder since a time."""
    counts = Counter(_readings(folder, since))
    return [replace(reading, count=count) for reading, count in counts.items()]


def _readings(folder: Path, since: datetime) -> Iterator[Readings]:
    """Yields each reading by itself."""
    for file in sorted(folder.glob(f"{FILE}*")):
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                fields = json.loads(line)
            except ValueError:  # the last line of a process that was killed
                continue
            moment = datetime.fromisoformat(fields["time"])
            if moment >= since:
                names = {name: fields[name] for name in ("route", "slug", "client", "referrer")}
                yield Readings(day=moment.date(), count=1, **names)
