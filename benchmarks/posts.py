"""Years of a blog: any number of articles, the same ones each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from zoneinfo import ZoneInfo

WORDS = 600
"""Of each article, more or less."""

TAGS, CATEGORIES = 200, 10

FIRST = datetime(2004, 1, 5, 8, tzinfo=ZoneInfo("Europe/Paris"))
LAST = datetime(2026, 6, 30, 8, tzinfo=ZoneInfo("Europe/Paris"))

_VOCABULARY = 40_000
_SHIFT = 2.7  # Mandelbrot's, for words of a language
_COMMON = """
    de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec on
    mais nous comme ou si leur y dont tout elle bien aussi fait être cette sans entre deux même encore
    après depuis peut toujours déjà avant moins sous très faut rien ici temps jamais autre jour autres
    quand
"""
_SYLLABLES = """
    ba co dé fu le mar no pi rou su ta vi zan por ghe lu chê tri quin sol bre nau ver cla
"""


@dataclass(frozen=True)
class Post:
    """An article. `body` is Markdown that any generator understands."""

    slug: str
    title: str
    date: datetime
    tags: tuple[str, ...]
    category: str
    body: str

    @property
    def path(self) -> str:
        """The path of its file below the folder of articles."""
        return f"{self.date.year}/{self.slug}.md"

    @property
    def markdown(self) -> str:
        """The text of its file."""
        return (
            f"---\ntitle: {self.title}\nslug: {self.slug}\ndate: {self.date.isoformat()}\n"
            f"tags: [{', '.join(self.tags)}]\ncategories: [{self.category}]\n---\n{self.body}"
        )


def post(number: int, total: int) -> Post:
    """Returns post `number` of `total`, 0 being the oldest; `total` itself is the next that is written."""
    chooser = random.Random(number)
    title = " ".join(_words(chooser, 5)).capitalize()
    return Post(
        slug=slug(number),
        title=title,
        date=FIRST + timedelta(days=(LAST - FIRST).days * number // total),
        tags=tuple(sorted({tag(chooser) for _ in range(chooser.choice((2, 3)))})),
        category=f"rubrique-{chooser.randrange(CATEGORIES)}",
        body="\n\n".join(_blocks(chooser, number)) + "\n",
    )


def slug(number: int) -> str:
    """Returns the slug of a post."""
    return f"billet-{number:05}"


def tag(chooser: random.Random) -> str:
    """Returns one of `TAGS` tags, of which some are much more used than others."""
    return f"mot-{chooser.choices(range(TAGS), cum_weights=_tag_weights())[0]:03}"


@cache
def _tag_weights() -> list[float]:
    return list(accumulate(1 / (rank + 5) for rank in range(TAGS)))


def write(folder: Path, count: int) -> None:
    """Writes the files of so many posts."""
    for number in range(count):
        written = post(number, count)
        file = folder / written.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written.markdown, encoding="utf-8")


def _blocks(chooser: random.Random, number: int) -> Iterator[str]:
    """Yields paragraphs, and headings between them."""
    word_count = 0
    while word_count < WORDS:
        if word_count and chooser.random() < 0.3:
            yield "## " + " ".join(_words(chooser, 4)).capitalize()
        length = chooser.randint(40, 100)
        word_count += length
        words = _words(chooser, length)
        for mark in ("*", "**"):
            place = chooser.randrange(length)
            words[place] = f"{mark}{words[place]}{mark}"
        if number and chooser.random() < 0.1:
            place = chooser.randrange(length)
            words[place] = f"[{words[place].strip('*')}](/articles/{slug(chooser.randrange(number))})"
        yield " ".join(_sentences(words))


def _sentences(words: list[str], length: int = 12) -> Iterator[str]:
    for begin in range(0, len(words), length):
        first, *others = words[begin : begin + length]
        yield " ".join([first.capitalize(), *others]) + "."


def _words(chooser: random.Random, count: int) -> list[str]:
    vocabulary, weights = _vocabulary()
    return chooser.choices(vocabulary, cum_weights=weights, k=count)


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Returns words and their summed frequencies, by Zipf's law."""
    common = _COMMON.split()
    words = [*common, *(_word(number) for number in range(_VOCABULARY - len(common)))]
    return words, list(accumulate(1 / (rank + _SHIFT) for rank in range(_VOCABULARY)))


def _word(number: int) -> str:
    syllables = _SYLLABLES.split()
    word, number = "", number + len(syllables)
    while number:
        number, syllable = divmod(number, len(syllables))
        word += syllables[syllable]
    return word
