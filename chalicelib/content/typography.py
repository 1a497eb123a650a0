"""Typographic quotes, ellipses and French spacing for plain text."""

from __future__ import annotations

import re

NO_BREAK = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"

_SPACES = f"[ {NO_BREAK}{THIN}]"
# Only marks after a word and before a space or closing mark: 10:30, https: and a?b stay as they are.
_END = r"(?=$|[\s»”\")\]…])"
_AFTER_WORD = r"(?<=[\w)\]»”\"’'…%€.])"
_SPACED_MARKS = re.compile(rf"{_SPACES}+([;!?]+){_END}")
_TIGHT_MARKS = re.compile(rf"{_AFTER_WORD}([;!?]+){_END}")
_SPACED_COLON = re.compile(rf"{_SPACES}+:{_END}")
_TIGHT_COLON = re.compile(rf"{_AFTER_WORD}:{_END}")
_OPENING = re.compile(rf"«{_SPACES}*")
_CLOSING = re.compile(rf"{_SPACES}*»")


def french_spacing(text: str) -> str:
    """Returns `text` with the no-break spaces of French typography.

    They are narrow before ``; ! ?`` and wide before ``:`` and inside « », after the "Lexique des règles
    typographiques en usage à l'Imprimerie nationale". The function is idempotent.
    """
    text = _OPENING.sub("«" + NO_BREAK, text)
    text = _CLOSING.sub(NO_BREAK + "»", text)
    text = _SPACED_MARKS.sub(THIN + r"\1", text)
    text = _TIGHT_MARKS.sub(THIN + r"\1", text)
    text = _SPACED_COLON.sub(NO_BREAK + ":", text)
    return _TIGHT_COLON.sub(NO_BREAK + ":", text)


def french_spacing_after_element(text: str) -> str:
    """Returns French spacing for a text that follows an element, such as the ``!`` of ``<em>oui</em>!``."""
    return french_spacing("x" + text)[1:]


def typographic(text: str, language: str) -> str:
    """Returns a line of plain text, such as a title, with the quotes and spaces of its language."""
    opening, closing = (f"«{NO_BREAK}", f"{NO_BREAK}»") if language == "fr" else ("“", "”")
    text = text.replace("...", "…")
    text = re.sub(r"\"([^\"]+)\"", lambda match: opening + match[1].strip() + closing, text)
    text = re.sub(r"(?<=\w)'|'(?=\d\ds?\b)", "’", text)
    return french_spacing(text) if language == "fr" else text
