"""The articles whose titles are nearest to the words of an address at which there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.content.article import Article
from chalicelib.index import words
from chalicelib.index.articles import by_key
from chalicelib.index.file import IndexFile
from chalicelib.index.search_file import SearchFile
from chalicelib.index.search_query import parse

_MOST_COMPARED = 20
"""Titles that have one of the words which are compared with all of them."""

_TITLED = (
    "SELECT documents.key FROM titles JOIN documents ON documents.id = titles.rowid "
    f"WHERE titles MATCH ? ORDER BY titles.rank LIMIT {_MOST_COMPARED}"
)

_LEAST_SHARE = 0.5
"""Of the letters of an address, those in words that a title must have."""

_SHORT = 3
"""Letters of a word that must be the same; of longer ones the one may begin the other."""


def nearest(
    search_file: SearchFile, index: IndexFile, address_words: str, now: datetime, count: int
) -> list[Article]:
    """Returns the listed articles whose titles have most of the words, at most `count`, the nearest first.
    Raises `Corrupt`."""
    terms = parse(address_words).terms
    if not terms:
        return []
    expression = " OR ".join(term.expression for term in terms)
    articles = [by_key(index, key) for (key,) in search_file.rows(_TITLED, expression)]
    shares = [
        (_share(words.words(address_words), words.words(article.title)), article)
        for article in articles
        if article and article.kind == "articles" and article.is_public(now) and not article.unlisted
    ]
    shares.sort(key=lambda pair: -pair[0])  # of equal ones that with the rarest words stays first
    return [article for share, article in shares if share >= _LEAST_SHARE][:count]


def _share(address: Sequence[str], title: Sequence[str]) -> float:
    """Returns how much of an address a title has, by its letters."""
    held = sum(len(word) for word in address if any(_is_alike(word, other) for other in title))
    return held / sum(map(len, address))


def _is_alike(first: str, second: str) -> bool:
    if min(len(first), len(second)) <= _SHORT:
        return first == second
    return first.startswith(second) or second.startswith(first)
