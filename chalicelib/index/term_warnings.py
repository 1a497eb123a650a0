"""Warnings about tags, categories and series: two spellings of one, and labels that have no list.

They depend on other files, and are made when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from chalicelib.content.article import Article
from chalicelib.content.problem import Problem, warning
from chalicelib.content.term_slug import term_slug
from chalicelib.content.text import quoted
from chalicelib.index import lists
from chalicelib.index.file import IndexFile
from chalicelib.index.taxonomy import (
    MAX_LABEL,
    MAX_TERMS,
    TAXONOMIES,
    Taxonomy,
    indexable,
    labels_of,
    terms_of,
)

_NAMES: dict[Taxonomy, tuple[str, str]] = {
    "tags": ("tag", "tags"),
    "categories": ("category", "categories"),
    "series": ("series", "series"),
}

Spelling = Callable[[Taxonomy, str], str]
"""Returns how lists write the term with a slug, "" where no listed article has it."""


def spelling_of(index: IndexFile, now: datetime) -> Spelling:
    """Returns what tells spellings and remembers them: a tag may be in thousands of files."""

    @cache
    def spelling(taxonomy: Taxonomy, slug: str) -> str:
        term = lists.term(index, now, taxonomy, slug)
        return term.label if term else ""

    return spelling


def term_warnings(spelling: Spelling, article: Article) -> Iterator[Problem]:
    """Returns the warnings about an article's labels, in the order of its file."""
    if article.kind != "articles":
        return
    for taxonomy, line in zip(TAXONOMIES, article.term_lines, strict=True):
        singular, plural = _NAMES[taxonomy]
        labels, first_labels = labels_of(article, taxonomy), terms_of(article, taxonomy)
        listed_labels = indexable(labels)
        for label in listed_labels:
            slug = term_slug(label)
            shown = spelling(taxonomy, slug) or first_labels.get(slug, label)
            if shown != label:
                yield warning(
                    article.key,
                    line,
                    f"{quoted(label)} and {quoted(shown)} are one {singular}, shown as {quoted(shown)}",
                    "Write it the same way here, or give one of them another word if they are two things",
                    "merged-label",
                )
        for label in labels:
            if label not in listed_labels:
                is_long = len(label) > MAX_LABEL
                yield warning(
                    article.key,
                    line,
                    f"the {singular} {quoted(label)} has no list: "
                    + (f"it has {len(label)} characters" if is_long else f"{MAX_TERMS} stand before it"),
                    f"Write {MAX_LABEL} characters at the most" if is_long else f"Write {MAX_TERMS} {plural}",
                    "unlisted-label",
                )
