"""The rules by which generators make addresses of dates, titles and files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

from billet.migration.model import Date

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
_MONTHS += ["November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
TOKEN = re.compile(r":([a-zA-Z_]+)")
"""A token as most generators write it."""


def fill(pattern: str, values: Mapping[str, str], token: re.Pattern[str] = TOKEN) -> tuple[str, list[str]]:
    """Returns a pattern with the values of its tokens, and the tokens that have none."""
    unknown = [name for name in token.findall(pattern) if name not in values]
    return token.sub(lambda match: values.get(match[1], ""), pattern), unknown


def date_tokens(day: Date | None) -> dict[str, str]:
    """Returns the parts of a date by the names that most generators give them."""
    if day is None:
        return {}
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a day
    return {
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "monthname": _MONTHS[day.month - 1],
        "weekday": str((day.weekday() + 1) % 7),
        "weekdayname": _DAYS[day.weekday()],
        "yearday": str(day.timetuple().tm_yday),
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
        "i_month": str(day.month),
        "i_day": str(day.day),
        "y_day": f"{day.timetuple().tm_yday:03}",
        "short_year": f"{day.year % 100:02}",
        "short_month": _MONTHS[day.month - 1][:3],
        "long_month": _MONTHS[day.month - 1],
        "short_day": _DAYS[day.weekday()][:3],
        "long_day": _DAYS[day.weekday()],
        "week": f"{day.isocalendar().week:02}",
        "w_day": str(day.isocalendar().weekday),
        "w_year": f"{day.isocalendar().year:04}",
        "timestamp": str(int(moment.timestamp())) if moment.tzinfo else "",
    }


_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
)


def day_of(text: str) -> date | None:
    """Returns the day that a text such as ``2013-4-2`` names, None for one that no calendar has. Of two
    figures a year is one of this century."""
    try:
        year, month, day = map(int, text.split("-"))
        return date(year + 2000 * (year < 100), month, day)
    except ValueError:
        return None


def without_accents(text: str) -> str:
    """Returns a text without the accents of its letters, and without ligatures."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", text.translate(_LIGATURES)) if not unicodedata.combining(c)
    )
