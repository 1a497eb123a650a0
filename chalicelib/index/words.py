"""What a word is to a search: without case and accents, œ and oe one and the same; C++, C# and .NET are
words, and what is written without spaces is searched by pairs of characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from chalicelib.content.folding import SPELLED_OUT

RULES = 2
"""Counts the ways texts were taken apart: a search file of other words is made anew."""

_IN_FULL = {**SPELLED_OUT, **{c.upper(): s for c, s in SPELLED_OUT.items() if len(c.upper()) == 1}, "ẞ": "ss"}
del _IN_FULL["I"]  # it is what Python makes of ı, and an ordinary letter

RUN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"  # Hangul
    "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000-\U0001b16f"  # kana
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3100-\u312f\u31a0-\u31bf"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""The characters of scripts that are written without spaces, or where a word takes others to its end."""

LETTER = rf"[^\W_{RUN}]"
"""A letter or digit of any other script."""

SIGN = rf"(?:\+\+(?!\+)|[+#](?!{LETTER}|[+#]))"
"""What belongs to the letter before it: C++, C#."""

_POINT = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
"""Marks that are written or left out: readers look for words without them."""

_VOWEL = "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0dff"
"""Marks of the scripts of India that are vowels: the blocks after the first hold little else but letters."""

_DOT = rf"(?<![^\s(\[{{\"'«“‘/,;:、。「（{RUN}])\.(?=[^\W\d_])"
_END = rf"(?:[{_POINT}{_VOWEL}](?:[{_POINT}{_VOWEL}]|{LETTER})*)?(?:(?=[+#])(?<=[^\W\d_]){SIGN})?"
_TOKEN = rf"{LETTER}+{_END}|{_DOT}{LETTER}+{_END}|[{RUN}]+"
_POINTS = re.compile(f"[{_POINT}]+")


_PLAIN = {"♯": "#", "ς": "σ", "ё": "е"}

_ACCENTED = re.compile("[\0-\x7f\u0370-\u03ff\u0621-\u064a]")
"""Latin, Greek and Arabic letters: in other scripts a mark makes another letter of a letter."""


class _Letters(dict[int, str]):
    """Each character's lower case without its accent, worked out when it is first needed. Never longer than
    the character itself, so that places in the result are places in the text."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        lower = letter.lower()
        base, *marks = list(unicodedata.normalize("NFD", lower))
        plain = unicodedata.normalize("NFKC", lower)
        if len(spelled := SPELLED_OUT.get(lower, "")) == 1:
            folded = spelled
        elif lower in _PLAIN:
            folded = _PLAIN[lower]
        elif marks and _ACCENTED.match(base) and all(unicodedata.combining(mark) for mark in marks):
            folded = base
        elif len(plain) == 1 and plain != lower:  # Ｃ＋＋
            folded = self[ord(plain)]
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


def level(text: str) -> str:
    """Returns a text in lower case without accents, each character in its place."""
    return text.translate(_letters)


def words(text: str) -> list[str]:
    """Returns the words of a text as they are indexed and compared, each without blanks.

    A run of a script without spaces gives its pairs of characters and the last one: 東京都 is 東京, 京都, 都.
    A word that a dot begins is two: .net, net.
    """
    text = whole(text)
    for letter, spelling in _IN_FULL.items():
        text = text.replace(letter, spelling)
    indexed: list[str] = []
    for word in _compiled(_TOKEN).findall(level(text)):
        if word.isascii():
            indexed += (word, word[1:]) if word[0] == "." else (word,)
        elif is_run(word):
            indexed += [word[start : start + 2] for start in range(len(word))]
        elif bare := _POINTS.sub("", word):
            indexed += (bare, bare[1:]) if bare[0] == "." else (bare,)
    return indexed


def is_run(word: str) -> bool:
    """Returns whether it is one of those that a run gives."""
    return _compiled(f"[{RUN}]").match(word) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Returns a pattern that takes milliseconds to compile, which pages without a search do without."""
    return re.compile(pattern)
