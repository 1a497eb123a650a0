"""What a word is to a search: without case and accents, œ and oe one and the same."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not decompose, and SQLite therefore leaves as they are.
SPELLED_OUT = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_IN_FULL = {**SPELLED_OUT, **{c.upper(): s for c, s in SPELLED_OUT.items() if len(c.upper()) == 1}, "ẞ": "ss"}
del _IN_FULL["I"]  # it is what Python makes of ı, and an ordinary letter

WORD = re.compile(r"[^\W_]+")
"""One word: a run of letters and digits, as SQLite's tokenizer unicode61 has it."""


class _Letters(dict[int, str]):
    """Each character's lower case without its accent, worked out when it is first needed. Never longer than
    the character itself, so that places in the result are places in the text."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        lower = letter.lower()
        base, *marks = list(unicodedata.normalize("NFD", lower))
        if len(spelled := SPELLED_OUT.get(lower, "")) == 1:
            folded = spelled
        elif lower == "ǡ":  # which SQLite forgets
            folded = lower
        elif marks and base.isascii() and all(unicodedata.combining(mark) for mark in marks):
            folded = base
        else:
            folded = lower if len(lower) == 1 else letter
        return self.setdefault(code, folded)


_letters = _Letters()


def storable(text: str) -> str:
    """Returns a text without half characters and NUL, which no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def whole(text: str) -> str:
    """Returns a text that a database takes, with each accent in its letter."""
    return unicodedata.normalize("NFC", storable(text))


def spelled_out(text: str) -> str:
    """Returns a text as it is indexed: the rest is done by SQLite's tokenizer."""
    for letter, spelling in _IN_FULL.items():
        text = text.replace(letter, spelling)
    return text


def level(text: str) -> str:
    """Returns a text in lower case without accents, each character in its place."""
    return text.translate(_letters)


def words(text: str) -> list[str]:
    """Returns the words of a text as they are compared."""
    return WORD.findall(level(spelled_out(whole(text))))
