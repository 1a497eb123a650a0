"""Time zones by the names and abbreviations that dates have."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo

# By hours east of Greenwich: those of RFC 2822, section 4.3, and the most frequent others.
_ABBREVIATIONS = {
    0.0: "z utc gmt ut wet",
    1: "west bst cet met",
    2: "cest mest eet sast",
    3: "eest msk",
    5.5: "ist",
    8: "hkt sgt awst",
    9: "jst kst",
    9.5: "acst",
    10: "aest",
    11: "aedt",
    12: "nzst",
    13: "nzdt",
    -3: "brt",
    -4: "edt",
    -5: "est cdt",
    -6: "cst mdt",
    -7: "mst pdt",
    -8: "pst akdt",
    -9: "akst",
    -10: "hst",
}
HOURS = {name: hours for hours, names in _ABBREVIATIONS.items() for name in names.split()}
"""The hours east of Greenwich of a zone, by its abbreviation in lower case."""


def find(name: str) -> tzinfo | None:
    """Returns the zone with a name such as ``Europe/Paris``, None where no zone has it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None


def rfc3339(moment: datetime, zone: tzinfo) -> str:
    """Returns a moment with the offset of a zone after RFC 3339, which knows no seconds in it: those that
    zones had before 1911 are in UTC."""
    local = moment.astimezone(zone)
    if (local.utcoffset() or timedelta()) % timedelta(minutes=1):
        local = moment.astimezone(UTC)
    return local.isoformat(timespec="seconds").replace("+00:00", "Z")
