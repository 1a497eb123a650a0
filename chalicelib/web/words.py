"""Words and dates in the reader's language."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from chalicelib.content.season import Season
from chalicelib.content.typography import NO_BREAK

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "billet"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Returns the translations into a language. English is the language of the source itself."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=language == "en")


def full_date(day: date, language: str) -> str:
    """Returns ``jeudi 16 octobre 2025``, ``Thursday 16 October 2025``."""
    _ = catalogue(language).gettext
    weekdays = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return f"{weekdays[day.weekday()]} {day_of_letter(day, language)}"


def day_of_letter(day: date, language: str) -> str:
    """Returns ``16 octobre 2025``, ``16 October 2025``, which stays on one line."""
    return f"{day_of_year(day, language)}{NO_BREAK}{day.year}"


def day_of_year(day: date, language: str) -> str:
    """Returns a day of a year that is known: ``16 octobre``, ``1er avril``, ``16 October``."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number}{NO_BREAK}{_month(day.month, language)}"


def month(number: int, language: str) -> str:
    """Returns the name of a month as a heading: ``Octobre``, ``October``; January is 1."""
    name = _month(number, language)
    return name[0].upper() + name[1:]


def _month(number: int, language: str) -> str:
    _ = catalogue(language).gettext
    months = (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )
    return months[number - 1]


def full_time(moment: datetime, language: str) -> str:
    """Returns a moment in its own zone: the full date, and the time."""
    time = f"{moment:%H:%M}" if language == "en" else f"{moment.hour}{NO_BREAK}h{NO_BREAK}{moment:%M}"
    return catalogue(language).gettext("%(date)s at %(time)s") % {
        "date": full_date(moment.date(), language),
        "time": time,
    }


def span(length: timedelta, language: str) -> str:
    """Returns ``7 days``, ``5 minutes``: whole days where there is one."""
    ngettext = catalogue(language).ngettext
    if days := length // timedelta(days=1):
        return ngettext("%(num)d day", "%(num)d days", days) % {"num": days}
    minutes = length // timedelta(minutes=1)
    return ngettext("%(num)d minute", "%(num)d minutes", minutes) % {"num": minutes}


SEASON_SIGNS: Mapping[Season, str] = {"spring": "🌱 🌷", "summer": "☀️ 🌻", "autumn": "⛅ ☂️", "winter": "❄️ ⛄"}
"""What may follow the line of a season."""


def season_line(season: Season, language: str) -> str:
    """Returns the line that greets a season."""
    _ = catalogue(language).gettext
    return {
        "spring": _("Spring is here…"),
        "summer": _("Summer is here…"),
        "autumn": _("Autumn is here…"),
        "winter": _("Winter is here…"),
    }[season]


def copyright_years(first: int, now: int, language: str) -> str:
    """Returns ``2004–2026``, in French ``2004-2026``, or one year where the range would be empty."""
    dash = "-" if language == "fr" else "–"
    return f"{first}{dash}{now}" if 0 < first < now else str(now)


def form_error(code: str, limit: int, language: str) -> str:
    """Returns the sentence for an error code of `chalicelib.conversation.forms`."""
    _ = catalogue(language).gettext
    sentences = {
        "required": _("Please fill in this field."),
        "too_long": _(
            "This is too long: %(limit)s characters at the most, an accented letter counting as two."
        ),
        "unreadable": _("This holds characters that cannot be displayed: please type it again."),
        "not_an_email": _("This is not an e-mail address, such as name@example.org."),
        "expired": _("This form had been open for too long. Nothing is lost: please send it again."),
        "parent_gone": _(
            "The comment that you answer is not there any more. Nothing is lost: send yours by itself."
        ),
        "decided_meanwhile": _(
            "The author has decided about this comment meanwhile. Nothing is lost: here is your text."
        ),
        "edit_over": _("This link was good for a quarter of an hour, and is over."),
        "slowed": _(
            "Much has been sent from your connection just now. Nothing is lost: please send it again in "
            "%(limit)s seconds."
        ),
        "unavailable": _(
            "We could not store this just now. Nothing is lost: please send it again in a minute."
        ),
    }
    return sentences[code] % {"limit": limit}
