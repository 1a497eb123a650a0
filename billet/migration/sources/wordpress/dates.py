"""The times of WordPress: each is written twice, in the blog's time and in Greenwich's, which tells the
zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

Pair = tuple[datetime, datetime]
"""A time without a zone, in the blog's and in Greenwich's."""

_STEP = timedelta(minutes=15)
_FURTHEST = timedelta(hours=14)


def moment(local: str, greenwich: str, zone: ZoneInfo, published: str = "") -> datetime | None:
    """Returns the instant that WordPress means, with the offset it had there; None where it wrote none.
    `zone` is that of a local time alone, `published` a date as RSS has it."""
    in_greenwich = _read(greenwich)
    in_blog = _read(local)
    if in_greenwich is None:
        if (day := _of_rss(published)) is not None:
            in_greenwich = day.astimezone(UTC).replace(tzinfo=None)
        else:
            return in_blog.replace(tzinfo=zone) if in_blog else None
    instant = in_greenwich.replace(tzinfo=UTC)
    offset = _offset(in_blog, in_greenwich)
    return instant.astimezone(zone if offset is None else timezone(offset))


def pair(local: str, greenwich: str) -> Pair | None:
    """Returns both times, None where one is missing or they tell no offset."""
    in_blog, in_greenwich = _read(local), _read(greenwich)
    if in_blog is None or in_greenwich is None or _offset(in_blog, in_greenwich) is None:
        return None
    return in_blog, in_greenwich


def zone_of(pairs: Iterable[Pair], default: ZoneInfo) -> str:
    """Returns the name of the zone that the times of a blog are in: `default` where it explains them all, or
    where none does."""
    by_month = {
        (in_blog.year, in_blog.month, in_blog - in_greenwich): (in_blog, in_greenwich)
        for in_blog, in_greenwich in pairs
    }
    for name in _candidates(default):
        zone = ZoneInfo(name)
        if all(
            in_greenwich.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) == in_blog
            for in_blog, in_greenwich in by_month.values()
        ):
            return name
    return default.key


def _candidates(default: ZoneInfo) -> Iterator[str]:
    yield default.key
    yield from (
        "Europe/Paris",
        "UTC",
        "Europe/London",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Montreal",
        "America/Los_Angeles",
    )
    names = sorted(zoneinfo.available_timezones())
    yield from (name for name in names if "/" in name and not name.startswith("Etc/"))
    yield from (name for name in names if name.startswith("Etc/GMT"))


def _offset(in_blog: datetime | None, greenwich: datetime) -> timedelta | None:
    if in_blog is None:
        return None
    offset = in_blog - greenwich
    return offset if abs(offset) <= _FURTHEST and not offset % _STEP else None


def _read(text: str) -> datetime | None:
    """Returns a time as MySQL writes it, None for one of zeros."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return time.replace(tzinfo=None)


def _of_rss(text: str) -> datetime | None:
    if "-0001" in text:  # what PHP makes of a date of zeros
        return None
    try:
        day = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return day if day.tzinfo and day.year > 1 else None
