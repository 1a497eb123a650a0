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


class Undated(ValueError):
    """A text is no date; `ambiguous` says whether it may be two. The message says what it is."""

    def __init__(self, message: str, *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous


_MONTHS = (
    ("january", "janvier"),
    ("february", "fevrier"),
    ("march", "mars"),
    ("april", "avril"),
    ("may", "mai"),
    ("june", "juin"),
    ("july", "juillet"),
    ("august", "aout"),
    ("september", "septembre"),
    ("october", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
_WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
)
_FILLERS = frozenset({"t", "le", "the", "of", "de", "du", "on", "a", "at"})

_NAMED = re.compile(r"\[?\b([A-Z][A-Za-z_]{1,20}(?:/[A-Z][A-Za-z_+-]{1,20}){1,2})\]?")
_ASIDE = re.compile(r"\((?![a-z]{1,5}\))[^()]*\)")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\d)")
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
class _Found:
    """What has been read of a date so far."""

    months: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    time: tuple[int, int, int, int] | None = None
    offset: timedelta | None = None


def read(text: str, zone: tzinfo) -> Moment:
    """The moment a text names; without a zone of its own it is in `zone`. Raises `Undated`."""
    written = " ".join(unicodedata.normalize("NFKC", text[: LONGEST + 1]).split()).strip("\"'")
    if not written or len(written) > LONGEST:
        raise Undated("no date")
    named = _NAMED.search(written)
    plain = _plain(written.replace(named[0], " ") if named else written)
    days, rest = _in_figures(plain)
    found = _scanned(rest)
    if days and (found.numbers or found.months not in ([], ["mar"])):
        raise Undated("no date")
    year, month, day = days or _in_words(found)
    own = timezone(found.offset) if found.offset is not None else _zone(named[1]) if named else None
    hour, minute, second, micros = found.time or (0, 0, 0, 0)
    # ISO 8601 may call midnight at a day's end 24:00.
    late = (hour, minute, second) == (24, 0, 0)
    try:
        clock = datetime(year, month, day, 0 if late else hour, minute, second, micros)  # noqa: DTZ001
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Undated("no date")
        clock += timedelta(days=late)
        moment = clock.replace(tzinfo=own or zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Undated("no date") from error
    return Moment(moment, clock if found.time else None, own is not None)


def _plain(text: str) -> str:
    """In lower case without accents and asides, as the patterns expect it."""
    decomposed = unicodedata.normalize("NFKD", _CHINESE.sub(r"\1-\2-\3 ", text).lower())
    return _ASIDE.sub("", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def _zone(name: str) -> tzinfo:
    zone = zones.named(name)
    if zone is None:
        raise Undated(f"in {name}, a zone nobody knows")
    return zone


def _in_figures(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """Year, month and day, if they are figures side by side, and the text without them."""
    if found := _YEAR_FIRST.match(text):
        return (int(found[1]), int(found[3]), int(found[4])), _spaced(text[found.end() :])
    if found := _COMPACT.match(text):
        return (int(found[1]), int(found[2]), int(found[3])), _spaced(text[found.end() :])
    found = _YEAR_LAST.search(text)
    if not found:
        return None, text
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    # With dots the day comes first wherever dots are in use.
    if first > 12 or first == second or found[2] == ".":
        return (year, second, first), rest
    if second > 12:
        return (year, first, second), rest
    raise Undated(f"{year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}", ambiguous=True)


def _spaced(rest: str) -> str:
    """What follows a date, a time without colons spelled with them."""
    return _COMPACT_TIME.sub(lambda t: f" {t[1]}:{t[2]}:{t[3] or '00'}", rest, count=1)


def _scanned(text: str) -> _Found:
    """The words and figures of a text. Raises `Undated` for one that has no place in a date."""
    found, at = _Found(), 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            raise Undated("no date")
        at = token.end()
        if token["hour"]:
            if found.time:
                raise Undated("no date")
            found.time = _clock(token)
        elif token["sign"]:
            if not found.time:  # a hyphen between two figures
                at = token.start("east")
                continue
            _offset(found, token)
        elif token["number"]:
            found.numbers.append(token["number"])
        elif token["word"]:
            _word(found, token["word"])
    return found


def _clock(token: re.Match[str]) -> tuple[int, int, int, int]:
    hour = int(token["hour"])
    if token["half"]:
        if (not 1 <= hour <= 12 and token["half"] == "a") or hour > 23:
            raise Undated("no date")
        hour = hour % 12 + 12 * (token["half"] == "p") if hour <= 12 else hour
    minute, second = int(token["minute"] or token["min"] or 0), int(token["second"] or 0)
    return hour, minute, second, int((token["part"] or "0")[:6].ljust(6, "0"))


def _offset(found: _Found, token: re.Match[str]) -> None:
    east = timedelta(hours=int(token["east"]), minutes=int(token["more"] or 0))
    if east > timedelta(hours=15):
        raise Undated("in no zone there is")
    found.offset = east if token["sign"] == "+" else -east


def _word(found: _Found, word: str) -> None:
    if found.time and word in zones.ABBREVIATED:
        if found.offset is None:  # else it names the offset before it
            found.offset = timedelta(hours=zones.ABBREVIATED[word])
    elif _month(word):
        found.months.append(word)
    elif word not in _FILLERS and not (len(word) > 1 and any(day.startswith(word) for day in _WEEKDAYS)):
        raise Undated("no date")


def _in_words(found: _Found) -> tuple[int, int, int]:
    """The same for a month in words, in English or French."""
    months = found.months[1:] if len(found.months) > 1 and found.months[0] == "mar" else found.months  # mardi
    years = [number for number in found.numbers if len(number) == 4]
    days = [number for number in found.numbers if len(number) < 3]
    if (len(months), len(years), len(days), len(found.numbers)) != (1, 1, 1, 2):
        raise Undated("no date")
    return int(years[0]), _month(months[0]), int(days[0])


def _month(word: str) -> int:
    """The number of a month, 0 for what is none, or may be two: ``jui``."""
    if len(word) < 3:
        return 0
    numbers = {n for n, names in enumerate(_MONTHS, start=1) if any(name.startswith(word) for name in names)}
    return numbers.pop() if len(numbers) == 1 else 0
