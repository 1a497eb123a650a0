"""Small questions about plain text that several rooms ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_SURROGATE = re.compile("[\ud800-\udfff]")

_NOT_DRAWN = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""The fillers of Hangul, the Braille pattern without dots, and the note without a head."""

LONGEST_QUOTE = 60
"""Characters of a value in a message."""


def is_drawn(character: str) -> bool:
    """Whether a character alone leaves a mark on paper: spaces, controls, marks without a letter below them,
    and letters that are drawn as nothing do not."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _NOT_DRAWN


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing of `text`."""
    return not any(map(is_drawn, text))


def is_whole(text: str) -> bool:
    """Whether `text` has no surrogates: half a character is no character, and UTF-8 cannot write it."""
    return _SURROGATE.search(text) is None


def for_xml(text: str) -> str:
    """Returns `text` without the characters that no XML 1.0 document may hold (section 2.2)."""
    return _forbidden_in_xml().sub("", text)


@cache  # compiled late: pages for people do without
def _forbidden_in_xml() -> re.Pattern[str]:
    return re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def normalize_newlines(text: str) -> str:
    """Returns `text` without a byte order mark, each of its lines ended by a line feed."""
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n").replace("\r", "\n")


def position(text: str, index: int, first_line: int = 1) -> tuple[int, int]:
    """Returns line and column, from 1, of the character at `index` of a text that begins in `first_line`."""
    return first_line + text.count("\n", 0, index), index - text.rfind("\n", 0, index)


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Returns each word once, as it is written first; case makes no difference, and "" is left out."""
    spellings: dict[str, str] = {}
    for word in words:
        spellings.setdefault(word.casefold(), word)
    spellings.pop("", None)
    return tuple(spellings.values())


def quoted(value: object, longest: int = LONGEST_QUOTE) -> str:
    """Returns a value as messages show it: in quotes where it is a text, cut to `longest` characters."""
    if isinstance(value, str):
        return repr(_shortened(value, longest))
    # As TOML, YAML and JSON write it.
    return str(value).lower() if isinstance(value, bool) else _shortened(repr(value), longest)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def unquoted(text: str) -> str:
    """Returns `text` without the pair of quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0] else text
