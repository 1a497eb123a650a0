"""One search through the base and what came since, as one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from chalicelib.content.typography import typographic
from chalicelib.index.highlight import Marker, Part
from chalicelib.index.search_query import Query
from chalicelib.searching.catalogue import RANKED, Catalogue, Match, Matches
from chalicelib.searching.document import Document

A_PAGE = 10
"""Articles listed on one page of results."""


@dataclass(frozen=True)
class Hit:
    """An article that answers, with the pieces of its title and text that were searched for marked."""

    document: Document
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]


@dataclass(frozen=True)
class Found:
    """One page of results.

    `total` is how many articles answer, `listed` how many of them can be seen on some page; `last` the
    number of the last page, 1 where there is nothing. `degraded` says that a part could not be searched.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    degraded: bool = False

    @property
    def listed(self) -> int:
        return min(self.total, RANKED)

    @property
    def last(self) -> int:
        return max(1, -(-self.listed // A_PAGE))


def find(
    stacks: Sequence[tuple[Catalogue, Collection[int]]],
    query: Query,
    number: int,
    now: datetime,
    zone: tzinfo,
) -> Found:
    """Page `number` of what answers a query in some catalogues, the largest first, each with the ids that
    are left out of it. Raises `Corrupt`."""
    answers = [(catalogue, catalogue.matches(query, now, zone, without)) for catalogue, without in stacks]
    answers = [(catalogue, matches) for catalogue, matches in answers if matches.total]
    ranked: list[tuple[Match, Catalogue]] = []
    for catalogue, matches in answers:
        large = answers[0][0]
        best = matches.best if catalogue is large else _on_a_par(matches, query, catalogue, large)
        ranked += [(match, catalogue) for match in best]
    ranked.sort(key=lambda one: (-one[0].score, -one[0].date, one[0].id))
    found = Found(total=sum(matches.total for _, matches in answers))
    marker = Marker(query)
    first = (number - 1) * A_PAGE
    shown = ranked[: found.listed][first : first + A_PAGE]
    return replace(
        found, hits=tuple(_hit(catalogue.document(match.id), marker) for match, catalogue in shown)
    )


def _hit(document: Document, marker: Marker) -> Hit:
    title = typographic(document.title, document.language)
    return Hit(document, marker.marked(title), marker.snippet(document.text))


def _on_a_par(matches: Matches, query: Query, few: Catalogue, many: Catalogue) -> list[Match]:
    """The matches of a small catalogue scored as the large one would: a word that is rare among a few
    need not be rare."""
    scores: dict[int, float] = defaultdict(float)
    for phrase in {form.expression for term in query.wanted for form in term.forms}:
        if found := few.scores(phrase):
            rarity = many.rarity(phrase)
            for one, score in found.items():
                scores[one] += score * rarity
    return [replace(match, score=scores[match.id]) for match in matches.best]
