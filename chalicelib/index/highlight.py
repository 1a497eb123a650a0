"""The words of a query marked in a title or a text, and the passage of a text that has most of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

from chalicelib.content.folding import SPELLED_OUT
from chalicelib.index import words
from chalicelib.index.search_query import Phrase, Query

PASSAGE_CHARACTERS = 240
"""Characters of a text that a result shows."""

_LEAD = 60
"""Characters of a passage before its first match."""

_MAX_CHARACTERS = 100_000
"""Characters of a text in which words are looked for."""

_MAX_MATCHES = 500
"""Matches among which the best passage is chosen."""

Part = tuple[str, bool]
"""A piece of a text, and whether it matches."""

_BEGIN = f"(?<!{words.LETTER})"

_BREAK = re.compile(r"[\s。、！？，；：]")
"""Where a passage may be cut."""


@dataclass(frozen=True)
class Marker:
    """Marks the terms of a query."""

    query: Query

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """One group for each term, so that a match tells which one it is."""
        terms = ["|".join(_pattern_of(form) for form in term.forms) for term in self.query.terms]
        if not terms:
            return None
        pattern = "|".join(f"({term})" for term in terms)
        if not any(words.is_run(form.words[0]) for term in self.query.terms for form in term.forms):
            pattern = f"{_BEGIN}(?:{pattern})"  # nothing is tried within words
        return re.compile(pattern)

    def marked(self, text: str) -> tuple[Part, ...]:
        """Returns all of a text."""
        return tuple(_parts(text, 0, len(text), [match.span() for match in self._matches(text)]))

    def passage(self, text: str) -> tuple[Part, ...]:
        """Returns the piece of a text that has most of the terms: the first such piece, and the beginning of
        the text where it has none."""
        text = " ".join(text[:_MAX_CHARACTERS].split())
        matches = self._matches(text)
        start = self._best(matches)
        start, end = _between_words(text, max(0, start - _LEAD))
        spans = [match.span() for match in matches if match.start() >= start and match.end() <= end]
        parts = list(_parts(text, start, end, spans))
        return (
            *([("… ", False)] if start else []),
            *parts,
            *([(" …", False)] if end < len(text) else []),
        )

    def _matches(self, text: str) -> list[re.Match[str]]:
        if not self._pattern:
            return []
        return list(islice(self._pattern.finditer(words.level(text)), _MAX_MATCHES))

    @staticmethod
    def _best(matches: list[re.Match[str]]) -> int:
        """Returns where the piece begins that has most terms."""
        best, most, last = 0, 0, 0
        counts: Counter[int | None] = Counter()  # of each term in the piece
        for first, match in enumerate(matches):
            while last < len(matches) and matches[last].end() - match.start() <= PASSAGE_CHARACTERS - _LEAD:
                counts[matches[last].lastindex] += 1
                last += 1
            if len(counts) > most:
                best, most = match.start(), len(counts)
            if last == first:  # it alone is longer than a piece
                last += 1
                continue
            counts[match.lastindex] -= 1
            if not counts[match.lastindex]:
                del counts[match.lastindex]
        return best


def _pattern_of(form: Phrase) -> str:
    units = _units(form.words)
    parts = [_pattern_of_unit(unit) for unit in units]
    if form.begins and not words.is_run(units[-1]):
        parts[-1] = rf"{_BEGIN}{_spellings(units[-1])}{words.LETTER}*{words.SIGN}?"
    pattern = parts[0]
    for (before, unit), part in zip(pairwise(units), parts[1:], strict=True):
        pattern += (r"[\W_]*" if words.is_run(before) or words.is_run(unit) else r"[\W_]+") + part
    return pattern


def _units(indexed: Sequence[str]) -> list[str]:
    """Returns what the words of the search file are in a text: a run is one piece, and .net one word."""
    units: list[str] = []
    for word in indexed:
        if units and words.is_run(word) and units[-1].endswith(word[0]):
            units[-1] += word[1:]
        elif not (units and units[-1] == f".{word}"):
            units.append(word)
    return units


def _pattern_of_unit(unit: str) -> str:
    if words.is_run(unit):
        return re.escape(unit)
    end = "(?![+#])" if unit[-1] in "+#" else rf"(?!{words.LETTER}|{words.SIGN})"
    return f"{_BEGIN}{_spellings(unit)}{end}"


def _spellings(word: str) -> str:
    """Returns a pattern of a word as it may stand in a text: ``oeuvre`` is ``œuvre`` as well."""
    pattern = re.escape(word)
    for letter, spelling in SPELLED_OUT.items():
        if len(spelling) > 1:
            pattern = pattern.replace(spelling, f"(?:{spelling}|{letter})")
    return pattern


def _between_words(text: str, start: int) -> tuple[int, int]:
    """Returns start and end of a passage, with no word cut in two where there are spaces or full stops, and
    no letter without its marks."""
    if start:
        space = _BREAK.search(text, start, start + _LEAD)
        start = space.end() if space else _before_marks(text, start)
    end = start + PASSAGE_CHARACTERS
    if end < len(text):
        spaces = [match.start() for match in _BREAK.finditer(text, start + PASSAGE_CHARACTERS // 2, end + 1)]
        end = spaces[-1] if spaces else _before_marks(text, end)
    return start, min(end, len(text))


def _before_marks(text: str, place: int) -> int:
    """Returns the place of the letter whose marks stand at a place, a few characters before it at most."""
    nearest = range(place, max(0, place - 8), -1)
    return next((near for near in nearest if unicodedata.category(text[near])[0] != "M"), place)


def _parts(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterable[Part]:
    for first, last in spans:
        if start < first:
            yield text[start:first], False
        yield text[first:last], True
        start = last
    if start < end:
        yield text[start:end], False
