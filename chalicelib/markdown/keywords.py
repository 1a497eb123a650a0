"""What an article is about, in a few words: told from itself alone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict

from chalicelib.markdown.stop_words import stop_words

MOST = 16
"""How many keywords an article has at most."""

SHORTEST, LONGEST = 4, 40
"""Letters of a word that may be one."""

READ = 60_000
"""Characters of a text that are looked at: by then it has said what it is about."""

IN_TITLE = 5
"""How often a word of the title counts as said."""

TWICE = 2
"""What a text says once, it says in passing."""

_WORDS = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
_PLURAL = "sx"
_MARKS = re.compile(r"[\u0300-\u036f]+")
_SPELLED_OUT = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"))


def keywords_of(title: str, text: str, language: str) -> tuple[str, ...]:
    """The words that an article keeps saying, in the alphabet's order: without accents, in lower case and in
    the singular, at most `MOST`.

    `text` is what its reader sees, or its Markdown. Nothing else has a say, so that an article that stays
    as it is keeps its keywords whatever is published beside it.
    """
    stops = stop_words(language)
    said: defaultdict[str, int] = defaultdict(int)
    for part, weight in ((title, IN_TITLE), (text[:READ], 1)):
        for word, count in Counter(_WORDS.findall(_folded(part))).items():
            if word in stops or len(word) > LONGEST:
                continue
            stem = _singular(word, language) if word[-1] in _PLURAL else word
            said[stem] += weight * count
    often = sorted(
        (-count, word)
        for word, count in said.items()
        if count >= TWICE and len(word) >= SHORTEST and word not in stops
    )
    return tuple(sorted(word for _, word in often[:MOST]))


def _folded(text: str) -> str:
    """In lower case, accents off. Other scripts stay as they are."""
    small = text.lower()
    if small.isascii():
        return small
    for letter, spelled in _SPELLED_OUT:
        small = small.replace(letter, spelled)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", small))
    return unicodedata.normalize("NFC", bare)


def _singular(word: str, language: str) -> str:
    """One form for a folded word and its plural; which form does not matter, as nobody sees it."""
    if language == "en":
        if word.endswith("ies"):
            return word[:-3] + "y"
        if word.endswith(("ches", "shes", "sses", "xes")):
            return word[:-2]
    elif word.endswith("aux") and not word.endswith("eaux"):
        return word[:-3] + "al"
    elif word.endswith(("eaux", "eux", "oux")):
        return word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
