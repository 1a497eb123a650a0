"""Full-text search: what the base weighs, and what building, amending and asking it costs."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from time import process_time

from benchmarks.corpus import FIRST
from billet.project import ROOT
from chalicelib.index.search_query import parse
from chalicelib.searching.catalogue import Catalogue
from chalicelib.searching.document import Document
from chalicelib.searching.finding import find

QUERIES = (
    "le",
    "les",
    "le la les de",
    "sauvegarde",
    "sécurité",
    '"le de"',
    "tag:python le",
    "le 2020..2021",
    "cont",
    "le -la",
)
"""What is asked of it: among others the words that are in every article."""

_VOCABULARY = 40_000
_COMMON = "le la de et les des un une en que qui dans pour pas sur est ce avec plus par"
_SYLLABLES = (
    "ba con bi do ca ce re da de in fa la le li ma mé mi no na pa per po ra ri ro sa se si ta te ti tion "
    "ment eur té"
)


def documents(count: int, words: int = 600, first: int = 0) -> Iterator[Document]:
    """So many articles, the oldest first, in which a word is as rare as Zipf's law has it."""
    vocabulary = _vocabulary()
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary))))
    for number in range(first, first + count):
        chooser = random.Random(number)
        chosen = chooser.choices(vocabulary, cum_weights=weights, k=words)
        sentences = (" ".join(chosen[start : start + 15]).capitalize() for start in range(0, words, 15))
        yield Document(
            path=f"/articles/article-{number}",
            title=" ".join(chooser.choices(vocabulary, cum_weights=weights, k=6)).capitalize(),
            date=datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(hours=6 * number),
            language="fr",
            tags=tuple(chooser.sample(("Python", "Sauvegardes", "Été", "Bureau"), 2)),
            categories=("Notes",),
            text=". ".join(sentences) + ".",
        )


def _vocabulary() -> list[str]:
    chooser, common, syllables = random.Random(1), _COMMON.split(), _SYLLABLES.split()
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "content").rglob("*.md")))
    known = sorted({word.lower() for text in texts for word in re.findall(r"[^\W\d_]+", text)} - {*common})
    chooser.shuffle(known)
    while len(known) < _VOCABULARY:
        known.append("".join(chooser.choices(syllables, k=chooser.randint(2, 5))))
    return common + known


@dataclass(frozen=True)
class Asked:
    """A query, how many articles answer it, and CPU seconds of one warm answer with its snippets."""

    query: str
    total: int
    seconds: float


def asked(path: Path, queries: Sequence[str] = QUERIES, recent: Sequence[Document] = ()) -> list[Asked]:
    """What a first page of results costs in a warm instance, the best of some times."""
    base = Catalogue.of_file(path)
    few = Catalogue.of_documents(recent)
    stacks = [(base, base.ids_of(few.paths)), (few, frozenset[int]())]
    now = datetime(2100, 1, 1, tzinfo=UTC)
    measured = []
    for query in queries:
        seconds = []
        for _ in range(5):
            begun = process_time()
            found = find(stacks, parse(query), 1, now, UTC)
            seconds.append(process_time() - begun)
        measured.append(Asked(query, found.total, min(seconds)))
    return measured
