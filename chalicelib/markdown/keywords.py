"""What an article is about, in a few words chosen from its text alone.

Words that every text says are not told from others here: whoever compares articles weighs each word by its
frequency in all of them.
"""

from __future__ import annotations

import re
from collections import Counter

from chalicelib.content.folding import fold, singular

MAX_KEYWORDS = 16

MIN_LENGTH, MAX_LENGTH = 4, 40
"""Letters of a word that may be a keyword."""

_READ_CHARACTERS = 60_000
"""Of a text: by then it has said what it is about."""

_TITLE_WEIGHT = 5
"""How often a word of the title counts as said."""

_MIN_COUNT = 2
"""What a text says once, it says in passing."""

_LONG = 12
"""Letters from which on a longer word tells no more than this one."""

_WORD = re.compile(rf"[^\W\d_]{{{MIN_LENGTH},}}")


def keywords_of(title: str, text: str, language: str) -> tuple[str, ...]:
    """Returns the words that an article repeats, `MAX_KEYWORDS` at the most, in the order of the alphabet: in
    lower case, without accents and in the singular.

    Nothing but title and text has a say, so that an article that stays as it is keeps its keywords whatever
    is published beside it.
    """
    counts: Counter[str] = Counter()
    for part, weight in ((title, _TITLE_WEIGHT), (text[:_READ_CHARACTERS], 1)):
        for word, count in Counter(_WORD.findall(fold(part))).items():
            if len(word) <= MAX_LENGTH:
                counts[singular(word, language)] += weight * count
    # The words that hold sentences together are short.
    scores = {
        word: count * (min(len(word), _LONG) - MIN_LENGTH + 1)
        for word, count in counts.items()
        if count >= _MIN_COUNT and len(word) >= MIN_LENGTH
    }
    return tuple(sorted(sorted(scores, key=lambda word: (-scores[word], word))[:MAX_KEYWORDS]))
