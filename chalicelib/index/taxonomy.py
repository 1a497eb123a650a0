"""Tags, categories and series: which articles have them, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from chalicelib.content.article import Summary
from chalicelib.content.term_slug import term_slug

Taxonomy = Literal["tags", "categories", "series"]
TAXONOMIES: tuple[Taxonomy, ...] = ("tags", "categories", "series")

MAX_TERMS = 20
"""Tags or categories of one article that put it on lists."""

MAX_LABEL = 60
"""Characters of a tag, category or series that has a list."""


@dataclass(frozen=True)
class Term:
    """A tag, a category or a series. `slug` is that of its address; `label` how most of its articles write
    it; `count` the number of listed articles that have it."""

    slug: str
    label: str
    count: int


def indexable(labels: Iterable[str]) -> tuple[str, ...]:
    """Returns the labels that have lists: what readers load must not grow with one article's tags."""
    return tuple([label for label in labels if len(label) <= MAX_LABEL][:MAX_TERMS])


def labels_of(article: Summary, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Returns the labels of an article as it writes them."""
    if taxonomy == "series":
        return (article.series,) if article.series else ()
    return article.tags if taxonomy == "tags" else article.categories


def terms_of(article: Summary, taxonomy: Taxonomy) -> dict[str, str]:
    """Returns the terms of an article: labels as it writes them, by slug. Two spellings of one slug are one
    term."""
    terms: dict[str, str] = {}
    for label in indexable(labels_of(article, taxonomy)):
        if slug := term_slug(label):
            terms.setdefault(slug, label)
    return terms
