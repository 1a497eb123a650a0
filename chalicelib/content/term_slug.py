"""The addresses of tags, categories and series: labels that differ in their words have different ones."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

from chalicelib.content.slug import LONGEST, cut, slugify

_WORD_SIGNS = {"+": "plus", "#": "sharp", "♯": "sharp", ".": "dot"}

# Of a word they follow (C++, F#), of one that a dot begins (.NET); elsewhere they stand between words.
_PART_OF_WORD = re.compile(r"(?<=[^\W_]|[\u0300-\u036f])[+#♯]+|\+{2,}|(?<!\S)\.(?=[^\W_])")

_SIGN_NAMES = {**_WORD_SIGNS, "#": "hash", "&": "and"}

_LETTERS_OF_FLAGS = {chr(0x1F1E6 + number): chr(0x61 + number) for number in range(26)}

_FULL_WIDTH = str.maketrans("＋＃．", "+#.")

_DIGEST = 8


@lru_cache(maxsize=4096)
def term_slug(label: str) -> str:
    """Returns the last part of the address of a label's list: a function of the label alone.

    It is the slug of its words, with the signs that belong to one spelled out: ``c-plus-plus``, ``c-sharp``,
    ``dot-net``. A label of signs alone has their names: ``party-popper``, ``flag-fr``, ``question-mark``.
    "" for blanks. A slug is its own slug.
    """
    composed = unicodedata.normalize("NFC", label).translate(_FULL_WIDTH)
    words = slugify(_PART_OF_WORD.sub(_spelled, composed))
    return words or _shortened(slugify(" ".join(_names(label))))


def _spelled(match: re.Match[str]) -> str:
    return "".join(f" {_WORD_SIGNS[sign]} " for sign in match[0])


def _names(label: str) -> list[str]:
    """Returns the names of the signs of a label without letters and digits."""
    signs = [sign for sign in unicodedata.normalize("NFKC", label) if not sign.isspace() and sign != "\0"]
    visible = [sign for sign in signs if not _is_invisible(sign)] or signs
    flag = "".join(_LETTERS_OF_FLAGS.get(sign, "-") for sign in visible)
    if flag and "-" not in flag:
        return ["flag", flag]
    return [
        _SIGN_NAMES.get(sign) or unicodedata.name(sign, "").lower() or f"u-{ord(sign):x}" for sign in visible
    ]


def _is_invisible(sign: str) -> bool:
    """Returns whether it shows nowhere by itself: what joins emoji, and what makes pictures of signs."""
    return unicodedata.category(sign) in ("Cf", "Cc") or "\ufe00" <= sign <= "\ufe0f"


def _shortened(slug: str) -> str:
    """Returns a slug, or its beginning and a digest where it is longer than an address should be."""
    if len(slug.encode()) <= LONGEST:
        return slug
    return f"{cut(slug, LONGEST - _DIGEST - 1)}-{sha256(slug.encode()).hexdigest()[:_DIGEST]}"
