"""Typographic quotes, ellipses and French spacing for plain text."""

from __future__ import annotations

import re

NO_BREAK = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"

_SPACES = f"[ {NO_BREAK}{THIN}]"
# A mark stands after a word and at the end of one: so neither 10:30 nor https: nor a?b is touched.
_ENDS = r"(?=$|[\s»”\")\]…])"
_AFTER_WORD = r"(?<=[\w)\]»”\"’'…%€.])"
_SPACED_MARKS = re.compile(rf"{_SPACES}+([;!?]+){_ENDS}")
_TIGHT_MARKS = re.compile(rf"{_AFTER_WORD}([;!?]+){_ENDS}")
_SPACED_COLON = re.compile(rf"{_SPACES}+:{_ENDS}")
_TIGHT_COLON = re.compile(rf"{_AFTER_WORD}:{_ENDS}")
_OPENING = re.compile(rf"«{_SPACES}*")
_CLOSING = re.compile(rf"{_SPACES}*»")


def french_spacing(text: str) -> str:
    """Returns `text` with the spaces of French typography, none of which lets a line break.

    A narrow one before ``; ! ?`` and a full one before ``:`` and inside « », after the
    "Lexique des règles typographiques en usage à l'Imprimerie nationale". Applying it twice
    changes nothing more.
    """
    text = _OPENING.sub("«" + NO_BREAK, text)
    text = _CLOSING.sub(NO_BREAK + "»", text)
    text = _SPACED_MARKS.sub(THIN + r"\1", text)
    text = _TIGHT_MARKS.sub(THIN + r"\1", text)
    text = _SPACED_COLON.sub(NO_BREAK + ":", text)
    return _TIGHT_COLON.sub(NO_BREAK + ":", text)


def french_spacing_after_element(text: str) -> str:
    """Returns the same for text that follows an element, such as the ``!`` of ``<em>oui</em>!``."""
    return french_spacing("x" + text)[1:]


def typographic(text: str, language: str) -> str:
    """Returns a title or other line of plain text with the quotes and spaces of its language."""
    opening, closing = (f"«{NO_BREAK}", f"{NO_BREAK}»") if language == "fr" else ("“", "”")
    text = text.replace("...", "…")
    text = re.sub(r"\"([^\"]+)\"", lambda quoted: opening + quoted[1].strip() + closing, text)
    text = re.sub(r"(?<=\w)'|'(?=\d\ds?\b)", "’", text)
    return french_spacing(text) if language == "fr" else text
