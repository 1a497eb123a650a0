"""Small questions about plain text that several rooms ask."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_EMAIL = 254  # characters: RFC 3696, erratum 1690

# As browsers check <input type=email> (the HTML standard's "valid e-mail address"), with a dot
# in the domain: nobody writes to a visitor of a public site at a bare host name.
_LABEL = r"[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?"
_EMAIL = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+", re.ASCII | re.IGNORECASE)

_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

LONGEST_QUOTE = 60
"""Characters of a value in a message."""


def is_email(text: str) -> bool:
    """Whether `text` is one e-mail address and nothing else."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def is_whole(text: str) -> bool:
    """Whether `text` has no surrogates: half a character is no character, and UTF-8 cannot write it."""
    return _SURROGATE.search(text) is None


def for_xml(text: str) -> str:
    """Returns `text` without the characters that no XML 1.0 document may hold (section 2.2)."""
    return _FORBIDDEN_IN_XML.sub("", text)


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
