"""The quotation marks of languages.

After CLDR's delimiters, and where customs differ from them: "Ortografía de la lengua española" (RAE, 2010,
chapter III.3.4.7), "Schreibweisungen" of the Swiss Federal Chancellery (2013, 203), and Taalunie's advice for
Dutch, which has double marks for quotes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from chalicelib.content.language_tag import primary


class QuotationMarks(NamedTuple):
    """What stands for two straight double quotes, and for two single ones."""

    opening: str
    closing: str
    opening_single: str = "‘"
    closing_single: str = "’"


_ENGLISH = QuotationMarks("“", "”")
_GUILLEMETS = QuotationMarks("«", "»")
_SWISS = QuotationMarks("«", "»", "‹", "›")

_MARKS = {
    "fr": QuotationMarks("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"),
    "en": _ENGLISH,
    "de": QuotationMarks("„", "“", "‚", "‘"),
    "de-CH": _SWISS,
    "de-LI": _SWISS,
    "es": _ENGLISH,
    "it": _GUILLEMETS,
    "it-CH": _SWISS,
    "nl": _ENGLISH,
    "pl": QuotationMarks("„", "”", "‚", "’"),
    "pt": _GUILLEMETS,
    "pt-BR": _ENGLISH,
}
_EUROPEAN_SPANISH = frozenset({"", "ES", "GQ", "EA", "IC"})


@lru_cache(maxsize=256)
def quotation_marks(tag: str) -> QuotationMarks | None:
    """Returns the marks of a language, None for one whose texts stay as they are written."""
    language, region = primary(tag), _region(tag)
    if language == "es" and region in _EUROPEAN_SPANISH:
        return _GUILLEMETS
    if language == "pt" and not region:
        region = "BR"  # as CLDR has it
    return _MARKS.get(f"{language}-{region}") or _MARKS.get(language)


def _region(tag: str) -> str:
    regions = (subtag for subtag in tag.split("-")[1:3] if subtag.isupper() or subtag.isdecimal())
    return next(regions, "")
