"""What a list keeps of an article: enough for a line of it, and never much."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.content.article import Summary
from chalicelib.content.edition.terms import indexable

LONGEST_TITLE = 300
"""Characters of a title that lists show."""


def teaser(one: Summary) -> Summary:
    """An article with its excerpt and terms."""
    return replace(
        one,
        title=_title(one.title),
        tags=indexable(one.tags),
        categories=indexable(one.categories),
        series="".join(indexable((one.series,))),
        author=_title(one.author),
    )


def line(one: Summary) -> Summary:
    """An article in an archive: its title, dates and language alone."""
    return replace(
        one,
        title=_title(one.title),
        excerpt="",
        minutes=0,
        author="",
        tags=(),
        categories=(),
        series="",
    )


def brief(one: Summary) -> Summary:
    """An article with its excerpt, and without the terms it stands under."""
    return replace(teaser(one), tags=(), categories=(), series="")


def weight(one: Summary) -> int:
    """About the bytes that a teaser has as JSON."""
    terms = (one.excerpt, one.series, *indexable(one.tags), *indexable(one.categories), _title(one.author))
    return 150 + line_weight(one) + sum(len(text.encode(errors="replace")) + 3 for text in terms)


def line_weight(one: Summary) -> int:
    """About the bytes that a line has as JSON."""
    return 150 + sum(len(text.encode(errors="replace")) for text in (one.id, one.slug, _title(one.title)))


def _title(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
