"""Values of other tools as the model has them: text and instants."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from chalicelib.content import dates
from chalicelib.content.text import for_xml


def clean(value: object) -> str:
    """Returns a value as text: NFC, with line feeds, without what no document of XML may hold; "" for
    None."""
    if value is None:
        return ""
    if isinstance(value, bytes):  # databases may have texts as such
        value = value.decode("utf-8", "replace")
    return unicodedata.normalize("NFC", for_xml(str(value).replace("\r\n", "\n").replace("\r", "\n")))


def line_of(value: object) -> str:
    """Returns a value as text on one line."""
    return " ".join(clean(value).split())


def instant_of(value: object, zone: tzinfo) -> datetime | None:
    """Returns the instant that a value names, as the clocks of `zone` show it: seconds or milliseconds since
    1970, or a date as text, which is in `zone` where it names none. None where it names no instant, as
    ``0000-00-00`` does."""
    try:
        if isinstance(value, (int, float)):
            seconds = value / 1000 if abs(value) > 1e11 else value
            return datetime.fromtimestamp(seconds, zone) if seconds else None
        return dates.read(str(value), zone).time.astimezone(zone) if value else None
    except (dates.DateError, ValueError, OverflowError, OSError):
        return None


def update_of(published: datetime | None, updated: datetime | None) -> datetime | None:
    """Returns when a text was changed, None where that was on the day after it was published or before: tools
    take the time of any click on "Save"."""
    return updated if published and updated and updated - published > timedelta(days=1) else None


def most_frequent(names: Iterable[str]) -> str:
    """Returns the name that occurs most often, the first of several; "" where there is none."""
    counts = Counter(filter(None, names))
    return max(counts, key=lambda name: counts[name], default="")
