"""Words compared whatever their case, accents and number: one rule for addresses, keywords and search."""

from __future__ import annotations

import re
import unicodedata

from chalicelib.content.language_tag import primary

SPELLED_OUT = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
"""Letters that Unicode does not decompose into an ASCII letter and a mark."""

_SPELLED_OUT = str.maketrans(SPELLED_OUT)

# Elsewhere the marks are vowels, or make another letter of a letter.
_ACCENTED = re.compile(r"([a-z])[\u0300-\u036f]+")

_SINGULARS = {
    "fr": (("eaux", "eau"), ("eux", "eu"), ("oux", "ou"), ("aux", "al"), ("ss", "ss"), ("s", "")),
    "en": (
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ss", "ss"),
        ("s", ""),
    ),
}
"""What plurals end in, and their singulars: the first that fits counts."""


def fold(text: str) -> str:
    """Returns a text in lower case and without the accents of Latin letters, in NFC. Letters of other scripts
    stay as they are."""
    lower = text.lower()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower).lower().translate(_SPELLED_OUT)
    return unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", decomposed))


def singular(word: str, language: str) -> str:
    """Returns one form for a folded word and its plural; it need not be a word, as nobody sees it. Languages
    other than French and English have the words as they are."""
    if word[-1:] in ("s", "x"):
        for plural_ending, ending in _SINGULARS.get(primary(language), ()):
            if word.endswith(plural_ending):
                return word[: -len(plural_ending)] + ending
    return word


def other_forms(word: str) -> list[str]:
    """Returns forms of a folded word of any language that do not begin with it: ``chevaux`` and ``cheval``,
    ``libraries`` and ``library``, ``publiées`` and ``publié``."""
    if word.endswith("aux"):
        return [word[:-3] + "al", word[:-1]]
    if word.endswith("al"):
        return [word[:-2] + "aux"]
    if word.endswith("ies"):
        return [word[:-3] + "y", word[:-1], word[:-2]]
    if word.endswith("y"):
        return [word[:-1] + "ies"]
    if word.endswith("es"):
        return [word[:-1], word[:-2]]
    return [word[:-1]] if word.endswith(("s", "x")) and not word.endswith("ss") else []
