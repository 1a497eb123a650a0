"""How long a text takes to read."""

from __future__ import annotations

import re

WORDS_PER_MINUTE = 220
"""Silent reading of prose: 238 words in English, 195 in French on average (Brysbaert, "How many
words do we read per minute?", 2019; Trauzettel-Klosinski and Dietz, 2012). Between the two."""

CHINESE_PER_MINUTE = 260
"""Characters of Chinese (Brysbaert 2019; Trauzettel-Klosinski and Dietz 2012 have 255)."""

JAPANESE_PER_MINUTE = 357
"""Characters of Japanese, kana and kanji (Trauzettel-Klosinski and Dietz 2012)."""

KOREAN_PER_MINUTE = 600
"""Syllables of Korean: 202 words (Rhiu et al., "Korean Version Self-testing Application for Reading Speed",
2017), of about three each."""

LETTERS_OF_A_WORD = 5
"""Of scripts that set no spaces between words, such as Thai's: marks above and below are not counted."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
_UNSPACED = "\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3\u0f40-\u0f6c"
_COUNTED = re.compile(f"[{_HAN}{_KANA}{_HANGUL}{_UNSPACED}]")


def minutes_to_read(text: str) -> int:
    """Returns the minutes it takes to read a text, at least 1. Chinese, Japanese and Korean are counted by
    characters, scripts without spaces by letters, all else by words; a text may have several of these."""
    minutes = 0.0
    if _COUNTED.search(text):
        kana = _count(_KANA, text)
        per_minute = JAPANESE_PER_MINUTE if kana else CHINESE_PER_MINUTE
        minutes += (kana + _count(_HAN, text)) / per_minute + _count(_HANGUL, text) / KOREAN_PER_MINUTE
        minutes += _count(_UNSPACED, text) / (LETTERS_OF_A_WORD * WORDS_PER_MINUTE)
        text = re.sub(
            f"[{_HAN}{_KANA}{_HANGUL}{_UNSPACED}\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff]", " ", text
        )
    # Not by `\w+`: the vowels of Hindi and the points of Hebrew are no letters of a word to Python.
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return max(1, round(minutes + words / WORDS_PER_MINUTE))


def _count(characters: str, text: str) -> int:
    return len(re.findall(f"[{characters}]", text))
