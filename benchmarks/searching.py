"""Full-text search: what the search file weighs, and what making, changing and asking it costs.

``python -m benchmarks.searching 10000`` measures it alone, at this number of articles.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from time import process_time
from typing import TypeVar

from benchmarks.corpus import FIRST
from benchmarks.tables import ms, show
from billet.project import ROOT
from chalicelib.content.article import Article
from chalicelib.index.file import IndexFile
from chalicelib.index.search import search
from chalicelib.index.search_document import SearchDocument
from chalicelib.index.search_file import open_search_file
from chalicelib.index.search_query import parse
from chalicelib.index.search_writer import update
from chalicelib.index.writer import IndexWriter

T = TypeVar("T")

ARTICLES = 10_000

GOAL = 0.015
"""CPU seconds that a warm query may take."""

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
"""Among others words that every article has."""

_VOCABULARY = 40_000
_COMMON = "le la de et les des un une en que qui dans pour pas sur est ce avec plus par"
_SYLLABLES = (
    "ba con bi do ca ce re da de in fa la le li ma mé mi no na pa per po ra ri ro sa se si ta te ti tion "
    "ment eur té"
)


def examples(count: int, words: int = 600) -> Iterator[tuple[Article, SearchDocument]]:
    """Yields articles, the oldest first, in which a word is as rare as Zipf's law has it."""
    vocabulary = _vocabulary()
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(vocabulary))))
    for number in range(count):
        chooser = random.Random(number)
        chosen = chooser.choices(vocabulary, cum_weights=weights, k=words)
        sentences = (" ".join(chosen[start : start + 15]).capitalize() for start in range(0, words, 15))
        article = Article(
            kind="articles",
            id=f"articles/article-{number}",
            key=f"articles/article-{number}.md",
            etag="1",
            version="",
            slug=f"article-{number}",
            title=" ".join(chooser.choices(vocabulary, cum_weights=weights, k=6)).capitalize(),
            date=datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(hours=6 * number),
            language="fr",
            tags=tuple(chooser.sample(("Python", "Sauvegardes", "Été", "Bureau"), 2)),
            categories=("Notes",),
        )
        yield (
            article,
            SearchDocument(
                key=article.key,
                etag=article.etag,
                title=article.title,
                tags=article.tags,
                categories=article.categories,
                text=". ".join(sentences) + ".",
            ),
        )


def _vocabulary() -> list[str]:
    chooser, common, syllables = random.Random(1), _COMMON.split(), _SYLLABLES.split()
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "content").rglob("*.md")))
    others = sorted({word.lower() for text in texts for word in re.findall(r"[^\W\d_]+", text)} - {*common})
    chooser.shuffle(others)
    while len(others) < _VOCABULARY:
        others.append("".join(chooser.choices(syllables, k=chooser.randint(2, 5))))
    return common + others


def index_of(articles: list[Article]) -> IndexFile:
    """Returns an index of some articles."""
    writer = IndexWriter.of(None)
    with writer.transaction():
        for article in articles:
            writer.write_article(article, UTC)
    return writer.index


def timed(function: Callable[[], T]) -> tuple[float, T]:
    """Returns the CPU seconds that a call takes, and its result."""
    start = process_time()
    result = function()
    return process_time() - start, result


def report(count: int = ARTICLES) -> None:
    """Prints what the search of so many articles costs."""
    articles, documents = (list(column) for column in zip(*examples(count), strict=True))
    index = index_of(articles)
    now = articles[-1].date
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.sqlite"
        made, _ = timed(lambda: update(path, documents))
        size = path.stat().st_size
        opened, search_file = timed(lambda: open_search_file(path))
        first, _ = timed(lambda: search(search_file, index, parse(QUERIES[0]), 1, now))
        rows = []
        for typed in QUERIES:
            answers = [timed(lambda: search(search_file, index, parse(typed), 1, now)) for _ in range(7)]  # noqa: B023
            seconds, results = min(answers, key=lambda answer: answer[0])
            rows.append((typed, f"{results.total:,}", ms(seconds), f"{seconds / GOAL:.0%}"))
        changed, _ = timed(lambda: update(path, [replace(documents[count // 2], etag="2", text="autre")]))
    show(
        (f"Search of {count:,} articles, {size:,} bytes", "CPU ms"),
        [
            ("made", ms(made)),
            ("one article changed", ms(changed)),
            ("opened", ms(opened)),
            ("first query after the index changed", ms(first)),
        ],
    )
    show(("A warm query", "articles", "CPU ms", f"of {ms(GOAL)} ms"), rows)


if __name__ == "__main__":
    report(int(sys.argv[1]) if sys.argv[1:] else ARTICLES)
