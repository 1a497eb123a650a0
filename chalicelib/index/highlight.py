"""Where in a text the words of a query stand, for readers to see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from chalicelib.content.folding import SPELLED_OUT
from chalicelib.index.search_query import Phrase, Query
from chalicelib.index.words import level

SHOWN = 240
"""Characters of a text that a result shows."""

_LEAD = 60
"""Characters before the first word that was found."""

_LOOKED_AT = 100_000
"""Characters of a text in which words are looked for."""

_MOST = 500
"""Places of a text among which the best is chosen."""

Part = tuple[str, bool]
"""A piece of a text, and whether it was searched for."""

_BETWEEN = r"[\W_]+"


@dataclass(frozen=True)
class Marker:
    """Marks what a query wants."""

    query: Query

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """One group for each term, so that a place tells which one it is."""
        terms = ["|".join(_pattern_of(form) for form in term.forms) for term in self.query.wanted]
        if not terms:
            return None
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(f'({term})' for term in terms)})")

    def marked(self, text: str) -> tuple[Part, ...]:
        """All of a text."""
        return tuple(_parts(text, 0, len(text), [found.span() for found in self._places(text)]))

    def snippet(self, text: str) -> tuple[Part, ...]:
        """The piece of a text in which most of the terms stand: the first of them, and its beginning where
        none does."""
        text = " ".join(text[:_LOOKED_AT].split())
        places = self._places(text)
        start = self._best(places)
        start, end = _between_words(text, max(0, start - _LEAD))
        spans = [found.span() for found in places if found.start() >= start and found.end() <= end]
        parts = list(_parts(text, start, end, spans))
        return (
            *([("… ", False)] if start else []),
            *parts,
            *([(" …", False)] if end < len(text) else []),
        )

    def _places(self, text: str) -> list[re.Match[str]]:
        if not self._pattern:
            return []
        found = self._pattern.finditer(level(text))
        return [place for place, _ in zip(found, range(_MOST), strict=False)]

    @staticmethod
    def _best(places: list[re.Match[str]]) -> int:
        """Where the piece begins that has most terms."""
        best, most, last = 0, 0, 0
        for first, place in enumerate(places):
            while last < len(places) and places[last].end() - place.start() <= SHOWN - _LEAD:
                last += 1
            terms = len({found.lastindex for found in places[first:last]})
            if terms > most:
                best, most = place.start(), terms
        return best


def _pattern_of(form: Phrase) -> str:
    words = [_spellings(word) for word in form.words]
    return _BETWEEN.join(words) + (r"[^\W_]*" if form.begins else r"(?![^\W_])")


def _spellings(word: str) -> str:
    """A word as it may stand in a text: ``oeuvre`` is ``œuvre`` as well."""
    pattern = re.escape(word)
    for letter, spelling in SPELLED_OUT.items():
        if len(spelling) > 1:
            pattern = pattern.replace(spelling, f"(?:{spelling}|{letter})")
    return pattern


def _between_words(text: str, start: int) -> tuple[int, int]:
    """Start and end of a piece, with no word cut in two where there are spaces."""
    if start:
        start = max(start, text.find(" ", start, start + _LEAD) + 1)
    end = start + SHOWN
    if end < len(text):
        end = max(text.rfind(" ", start + SHOWN // 2, end + 1), 0) or end
    return start, min(end, len(text))


def _parts(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterable[Part]:
    for first, last in spans:
        if start < first:
            yield text[start:first], False
        yield text[first:last], True
        start = last
    if start < end:
        yield text[start:end], False
