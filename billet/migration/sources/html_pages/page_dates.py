"""The date of a page: as programs write it, in words near the head or the foot of its text, in its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from billet.migration.sources.cleaning import line_of
from chalicelib.content import dates

_META = re.compile(
    r"(?:article:published_time|date|dc\.date(?:\.(?:issued|created))?|dcterms\.(?:created|issued|date)"
    r"|datepublished|pubdate|publish-?date|creation_date|citation_date)",
    re.IGNORECASE,
)
_MONTHS = (
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|janv\.?|f[ée]vr?\.?|juil\.?|sept?\.?|oct\.?|nov\.?|d[ée]c\.?|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?"
)
_CLOCK = r"(?:\s*(?:,|à|at|-|–|@)?\s*\d{1,2}\s*(?:h(?:\s*\d{2})?|:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?))?"
_DAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DATE = re.compile(
    rf"(?:\ble\s+)?\b{_DAY}(?:"
    rf"\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\s*,?\s+\d{{4}}"
    rf"|(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}){_CLOCK}(?!\w)",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"publi[ée]e?s?|post[ée]e?s?|[ée]crite?s?|mise?s?|en ligne|r[ée]dig[ée]e?|date|article|billet|le|du|on"
    r"|by|par|written|published|posted|dernière|mise à jour|[\s:.,;()\[\]|·•–—/*-]+",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(\d) (?=(?:er|st|nd|rd|th)\b)")  # which stands higher
_UPDATED = re.compile(r"mis[e]? à jour|modifi|updated|last change|dernière", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])[-_/.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_LINES_AT_HEAD, _LINES_AT_FOOT, _LONGEST_LINE, _MOST_OTHER_LETTERS = 8, 4, 120, 40


@dataclass(frozen=True)
class PageDate:
    """The date of a page, a time or a day; `ambiguous` is what might be two dates."""

    value: datetime | date | None = None
    ambiguous: str = ""


def take_date(soup: BeautifulSoup, block: Tag, name: str, zone: tzinfo) -> PageDate:
    """Returns the date of a page called `name`, and takes a line that says nothing else out of its main
    block."""
    for written in _written_for_programs(soup, block):
        if value := _read(written, zone):
            return PageDate(value)
    ambiguous = ""
    for place in _places(block):
        text = place if isinstance(place, NavigableString) else place.get_text(" ")
        line = _ORDINAL.sub(r"\1", line_of(text))
        match = _DATE.search(line) if len(line) <= _LONGEST_LINE and not _UPDATED.search(line) else None
        rest = _AROUND.sub("", line.replace(match[0], " ")) if match else ""
        if not match or len(rest) > _MOST_OTHER_LETTERS:
            continue
        try:
            value = _value(dates.read(match[0], zone), zone)
        except dates.DateError as error:
            ambiguous = ambiguous or (match[0] if error.ambiguous else "")
            continue
        if not rest:
            place.extract()
        return PageDate(value)
    in_name = _IN_NAME.search(name)
    if in_name and (value := _read("-".join(in_name.groups()), zone)):
        return PageDate(value)
    return PageDate(None, ambiguous)


def _written_for_programs(soup: BeautifulSoup, block: Tag) -> list[str]:
    """Returns the dates of a page's head, and that of its first time."""
    metas = [
        str(meta.get("content", ""))
        for meta in soup.find_all("meta")
        if any(_META.fullmatch(str(meta.get(key, ""))) for key in ("name", "property", "itemprop"))
    ]
    times = [str(time.get("datetime") or time.get_text()) for time in block.find_all("time", limit=1)] or [
        str(time.get("datetime", "")) for time in soup.find_all("time", attrs={"pubdate": True}, limit=1)
    ]
    return [*metas, *times]


def _places(block: Tag) -> Iterator[NavigableString | Tag]:
    """Yields the first texts of a block and its last ones, each before the elements it stands in."""
    texts = [node for node in block.find_all(string=True) if type(node) is NavigableString and node.strip()]
    for text in texts[:_LINES_AT_HEAD] + texts[_LINES_AT_HEAD:][-_LINES_AT_FOOT:]:
        yield text
        for parent in text.parents:
            if parent is block or len(parent.get_text()) > _LONGEST_LINE:
                break
            yield parent


def _read(written: str, zone: tzinfo) -> datetime | date | None:
    try:
        return _value(dates.read(written, zone), zone)
    except dates.DateError:
        return None


def _value(moment: dates.Moment, zone: tzinfo) -> datetime | date:
    time = moment.time.astimezone(zone)
    return time if moment.clock else time.date()
