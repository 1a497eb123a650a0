"""Tags, categories and series: which articles have them, and how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from chalicelib.content.article import Summary
from chalicelib.content.edition.listing import TAXONOMIES, Taxonomy
from chalicelib.content.slug import slugify

MOST = 20
"""Tags or categories of one article that put it on lists."""

LONGEST = 60
"""Characters of a tag, category or series that has a list."""


def indexable(labels: Iterable[str]) -> tuple[str, ...]:
    """The labels that have lists: what readers load must not grow with one article's tags."""
    return tuple([label for label in labels if len(label) <= LONGEST][:MOST])


@lru_cache(maxsize=4096)
def _slug(label: str) -> str:
    return slugify(label)


def terms_of(article: Summary, shelf: Taxonomy) -> dict[str, str]:
    """What stands on a shelf because of an article: labels as it writes them, by slug. Two spellings of
    one slug are one term."""
    written = (article.series,) if shelf == "series" else getattr(article, shelf)
    if not any(written):
        return {}
    found: dict[str, str] = {}
    for label in indexable(written):
        if slug := _slug(label):
            found.setdefault(slug, label)
    return found


def shelves_of(articles: Iterable[Summary]) -> list[Taxonomy]:
    """The shelves that something stands on because of these articles."""
    together = tuple(articles)
    return [shelf for shelf in TAXONOMIES if any(terms_of(one, shelf) for one in together)]


def most_written(labels: Counter[str]) -> str:
    """The spelling most articles have; of two as frequent, the first in the alphabet."""
    return min(labels, key=lambda label: (-labels[label], label))
