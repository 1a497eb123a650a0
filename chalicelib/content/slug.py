"""Slugs: the readable part of an article's address."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Bytes of an address made of a file's name or a title; a longer one is cut between two words."""

# Letters that Unicode does not decompose into an ASCII letter and a mark.
_SPELLED_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})

_WORDS = re.compile(r"[a-z0-9]+")

# Elsewhere the marks are vowels, or make another letter of a letter.
_ACCENTED = re.compile(r"([a-z])[\u0300-\u036f]+")


def slugify(text: str, separator: str = "-") -> str:
    """Returns the words of `text` in lower case without accents, joined by `separator`.

    ``L'été à Marseille`` gives ``l-ete-a-marseille``. Letters of other scripts are kept, in NFC.
    A text with no letter or digit gives ``""``.
    """
    if text.isascii():  # as most are: the rest would leave it as it is
        return separator.join(_WORDS.findall(text.lower()))
    decomposed = unicodedata.normalize("NFKD", text.lower()).lower().translate(_SPELLED_OUT)
    bare = unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", decomposed))
    words = "".join(c if c.isalnum() or _is_mark(c) else " " for c in bare).split()
    return separator.join(word for word in words if any(c.isalnum() for c in word))


def _is_mark(character: str) -> bool:
    """Whether a character is part of a letter; one that makes a picture of a digit is not."""
    return unicodedata.category(character) in ("Mn", "Mc") and not "\ufe00" <= character <= "\ufe0f"


def cut(slug: str, longest: int = LONGEST) -> str:
    """Returns `slug`, or as many of its words as make `longest` bytes."""
    data = slug.encode()
    if len(data) <= longest:
        return slug
    short = data[: longest + 1].decode(errors="ignore")
    return short.rpartition("-")[0] or short.encode()[:longest].decode(errors="ignore")
