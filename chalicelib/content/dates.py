"""Dates as authors and their tools write them: ISO 8601 in all its spellings, e-mail's, and words.

Not guessed: ``03/04/2025`` is the third of April in Paris and the fourth of March in Boston.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from chalicelib.content import zones

LONGEST = 100
"""Characters of the longest date there is, with its weekday and zone."""

FIRST_YEAR, LAST_YEAR = 1001, 8999
"""Near the ends of the calendar a change of zone leads out of it."""


@dataclass(frozen=True)
class Moment:
    """A moment in UTC, and as it was written: what the clock showed, None for a day without a time,
    and whether a zone was named."""

    time: datetime
    clock: datetime | None
    zoned: bool


class DateError(ValueError):
    """A text is no date; `ambiguous` says whether it may be two. The message says what it is."""

    def __init__(self, message: str = "no date", *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous


_MONTHS = (
    *("january janvier", "february fevrier", "march mars", "april avril", "may mai", "june juin"),
    *("july juillet", "august aout", "september septembre", "october octobre"),
    *("november novembre", "december decembre"),
)
_WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
_FILLERS = frozenset({"t", "le", "the", "of", "de", "du", "on", "a", "at"})

_NAMED = re.compile(r"\[?\b([A-Z][A-Za-z_]{1,20}(?:/[A-Z][A-Za-z_+-]{1,20}){1,2})\]?")
_ASIDE = re.compile(r"\((?![a-z]{1,5}\))[^()]*\)")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)")
_COMPACT_TIME = re.compile(r"t(\d\d)(\d\d)(\d\d)?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_TOKEN = re.compile(
    r"(?P<hour>\d{1,2})(?: ?h(?![a-z]) ?(?P<min>\d\d)?"
    r"|:(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?|\.0{1,9}(?!\d))?"
    r"|(?= ?[ap]\.?m\b))(?: ?(?P<half>[ap])\.?m\b)?"
    r"|(?P<sign>[+\N{MINUS SIGN}-])(?P<east>\d{1,2})(?::?(?P<more>\d\d))?(?!\d)"
    r"|(?P<number>\d{1,4})(?:st|nd|rd|th|er|eme|e)?(?!\w)"
    r"|(?P<word>[a-z]+)"
    r"|[\s,./()\[\]@|\N{EN DASH}]+|-"
)


@dataclass
class _Parts:
    """What has been read of a date so far."""

    months: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    time: tuple[int, int, int, int] | None = None
    offset: timedelta | None = None


def read(text: str, zone: tzinfo) -> Moment:
    """Returns the moment a text names; without a zone of its own it is in `zone`. Raises `DateError`."""
    written = " ".join(unicodedata.normalize("NFKC", text[: LONGEST + 1]).split()).strip("\"'")
    if not written or len(written) > LONGEST:
        raise DateError
    zone_name = _NAMED.search(written)
    plain = _plain(written.replace(zone_name[0], " ") if zone_name else written)
    day, rest = _numeric_day(plain)
    parts = _scan(rest)
    if day and (parts.numbers or parts.months not in ([], ["mar"])):
        raise DateError
    year, month, day_of_month = day or _day_in_words(parts)
    own_zone = timezone(parts.offset) if parts.offset is not None else _zone(zone_name)
    hour, minute, second, microsecond = parts.time or (0, 0, 0, 0)
    # ISO 8601 may call midnight at a day's end 24:00.
    is_end_of_day = (hour, minute, second) == (24, 0, 0)
    hour = 0 if is_end_of_day else hour
    try:
        clock = datetime(year, month, day_of_month, hour, minute, second, microsecond)  # noqa: DTZ001  # its zone comes below
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise DateError
        clock += timedelta(days=is_end_of_day)
        time = clock.replace(tzinfo=own_zone or zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise DateError from error
    return Moment(time, clock if parts.time else None, own_zone is not None)


def _plain(text: str) -> str:
    """Returns the text in lower case without accents and asides, as the patterns expect it."""
    decomposed = unicodedata.normalize("NFKD", _CHINESE.sub(r"\1-\2-\3 ", text).lower())
    return _ASIDE.sub("", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def _zone(name: re.Match[str] | None) -> tzinfo | None:
    zone = zones.find(name[1]) if name else None
    if name and zone is None:
        raise DateError(f"in {name[1]}, a zone nobody knows")
    return zone


def _numeric_day(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """Returns year, month and day, if they are figures side by side, and the text without them."""
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        rest = _COMPACT_TIME.sub(
            lambda time: f" {time[1]}:{time[2]}:{time[3] or '00'}", text[match.end() :], count=1
        )
        return (int(match["year"]), int(match["month"]), int(match["day"])), rest
    match = _YEAR_LAST.search(text)
    if not match:
        return None, text
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    # With dots the day comes first wherever dots are in use.
    if first > 12 or first == second or match[2] == ".":
        return (year, second, first), rest
    if second > 12:
        return (year, first, second), rest
    raise DateError(f"{year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}", ambiguous=True)


def _scan(text: str) -> _Parts:
    """Returns the words and figures of a text. Raises `DateError` for one that has no place in a date."""
    parts, index = _Parts(), 0
    while index < len(text):
        token = _TOKEN.match(text, index)
        if not token or (token["hour"] and parts.time):
            raise DateError
        index = token.end()
        if token["hour"]:
            parts.time = _clock(token)
        elif token["sign"] and not parts.time:  # a hyphen between two figures
            index = token.start("east")
        elif token["sign"]:
            parts.offset = _offset(token)
        elif token["number"]:
            parts.numbers.append(token["number"])
        elif token["word"]:
            _add_word(parts, token["word"])
    return parts


def _clock(token: re.Match[str]) -> tuple[int, int, int, int]:
    hour = int(token["hour"])
    if token["half"]:
        if (not 1 <= hour <= 12 and token["half"] == "a") or hour > 23:
            raise DateError
        hour = hour % 12 + 12 * (token["half"] == "p") if hour <= 12 else hour
    minute, second = int(token["minute"] or token["min"] or 0), int(token["second"] or 0)
    return hour, minute, second, int((token["part"] or "0")[:6].ljust(6, "0"))


def _offset(token: re.Match[str]) -> timedelta:
    east = timedelta(hours=int(token["east"]), minutes=int(token["more"] or 0))
    if east > timedelta(hours=15):
        raise DateError("in no zone there is")
    return east if token["sign"] == "+" else -east


def _add_word(parts: _Parts, word: str) -> None:
    if parts.time and word in zones.HOURS:
        if parts.offset is None:  # else it names the offset before it
            parts.offset = timedelta(hours=zones.HOURS[word])
    elif _month(word):
        parts.months.append(word)
    elif word not in _FILLERS and not (len(word) > 1 and any(day.startswith(word) for day in _WEEKDAYS)):
        raise DateError


def _day_in_words(parts: _Parts) -> tuple[int, int, int]:
    """Returns year, month and day of a date whose month is in words, in English or French."""
    months = parts.months[1:] if len(parts.months) > 1 and parts.months[0] == "mar" else parts.months  # mardi
    years = [number for number in parts.numbers if len(number) == 4]
    days = [number for number in parts.numbers if len(number) < 3]
    if (len(months), len(years), len(days), len(parts.numbers)) != (1, 1, 1, 2):
        raise DateError
    return int(years[0]), _month(months[0]), int(days[0])


def _month(word: str) -> int:
    """Returns the number of a month, 0 for a word that names none, or may name two: ``jui``."""
    numbers = [n for n, names in enumerate(_MONTHS, start=1) if re.search(rf"\b{word}", names)]
    return numbers[0] if len(word) > 2 and len(numbers) == 1 else 0
