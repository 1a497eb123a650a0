"""Related articles: those that share tags, categories and rare words."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Any

from chalicelib.content.article import Article, Summary
from chalicelib.index.file import IndexFile
from chalicelib.index.rows import SUMMARY, summary_of
from chalicelib.index.visibility import LISTED, microseconds

COUNT = 4
"""Related articles that a page shows."""

MIN_SCORE = 400
"""A tag, or two words that few others have."""

_TAG, _CATEGORY, _MAX_WORD = 400, 100, 300

_COMMON = 400
"""Articles that have a word from which on it tells nothing: to look at them all would take long."""


def most_related(index: IndexFile, now: datetime, article: Article, count: int = COUNT) -> list[Summary]:
    """Returns the listed articles most like one, the closest first, then the newest."""
    row = index.row("SELECT article, words FROM articles WHERE key = :key", key=article.key)
    if row is None:
        return []
    values: dict[str, Any] = {"article": row[0], "now": microseconds(now), "count": count, "least": MIN_SCORE}
    rows = index.rows(
        "WITH shared (article, score) AS ("
        f"SELECT other.article, iif(other.taxonomy = 'tags', {_TAG}, {_CATEGORY}) FROM article_terms AS mine "
        "JOIN article_terms AS other USING (taxonomy, slug) "
        "WHERE mine.article = :article AND mine.taxonomy IN ('tags', 'categories') "
        f"{_words(index, row['words'], values)}) "
        f"SELECT {SUMMARY} FROM (SELECT article, sum(score) AS score FROM shared "
        "WHERE article <> :article GROUP BY article) AS related "
        f"CROSS JOIN articles USING (article) WHERE related.score >= :least AND {LISTED} "
        "ORDER BY related.score DESC, articles.date DESC, articles.key DESC LIMIT :count",
        **values,
    )
    return [summary_of(row) for row in rows]


def _words(index: IndexFile, words: str, values: dict[str, Any]) -> str:
    """Returns the part of the statement that scores shared words, each by its rarity, and binds them."""
    total = index.number("SELECT count(*) FROM articles")
    frequencies = index.rows(
        "SELECT value, (SELECT count(*) FROM article_words WHERE word = value) FROM json_each(:words)",
        words=json.dumps(words.split()),
    )
    parts = []
    for number, (word, frequency) in enumerate(frequencies):
        if 1 < frequency <= _COMMON:
            values |= {f"word{number}": word}
            weight = min(_MAX_WORD, round(100 * math.log2(1 + total / frequency)))
            parts.append(f"UNION ALL SELECT article, {weight} FROM article_words WHERE word = :word{number} ")
    return "".join(parts)
