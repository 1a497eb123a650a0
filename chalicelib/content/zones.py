"""Time zones as dates name them."""

from __future__ import annotations

import zoneinfo
from datetime import tzinfo

# Hours east of Greenwich: RFC 2822, section 4.3, and the commonest elsewhere.
ABBREVIATED = {
    "z": 0.0,
    "utc": 0,
    "gmt": 0,
    "ut": 0,
    "wet": 0,
    "west": 1,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "met": 1,
    "mest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "akst": -9,
    "akdt": -8,
    "hst": -10,
    "jst": 9,
    "kst": 9,
    "hkt": 8,
    "sgt": 8,
    "aest": 10,
    "aedt": 11,
    "acst": 9.5,
    "awst": 8,
    "nzst": 12,
    "nzdt": 13,
    "sast": 2,
    "brt": -3,
    "ist": 5.5,
}


def named(name: str) -> tzinfo | None:
    """The zone that is called ``Europe/Paris``; None where there is none of this name."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None
