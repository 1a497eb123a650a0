"""Where an article is filed: its tags, categories and series, and its place in that series."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.content.article import Article, Summary
from chalicelib.content.edition.listing import TAXONOMIES, Taxonomy
from chalicelib.content.edition.terms import terms_of
from chalicelib.content.slug import slugify
from chalicelib.web.page_context import PageContext
from chalicelib.web.urls import Urls

LONGEST_SERIES = 500
"""How many of the newest parts of a series are looked through for an article's place."""


@dataclass(frozen=True)
class Filed:
    """A term as an article writes it; `address` is "" where no list of its articles is sure to be."""

    label: str
    address: str


@dataclass(frozen=True)
class Part:
    """An article's place in its series, the oldest article being part 1 of `parts`."""

    label: str
    address: str
    number: int
    parts: int
    before: Summary | None
    after: Summary | None


def filed(urls: Urls, article: Summary, listed: bool = True) -> dict[Taxonomy, list[Filed]]:
    """The terms of an article on each shelf. What has neither letter nor digit has no list, and what is
    not `listed` itself may be the only article that has a term."""
    found: dict[Taxonomy, list[Filed]] = {}
    for shelf in TAXONOMIES:
        slugs = {label: slug for slug, label in terms_of(article, shelf).items()}
        written = [article.series] if shelf == "series" else getattr(article, shelf)
        found[shelf] = [
            Filed(label, urls.term(shelf, slugs[label]) if listed and label in slugs else "")
            for label in dict.fromkeys(written)
            if label and (label in slugs or slugify(label) not in slugs.values())  # no second spelling
        ]
    return found


def part_of(seen: PageContext, article: Article) -> Part | None:
    """The place of an article in its series; None for one that is in none. Raises `Unavailable`."""
    slug = next(iter(terms_of(article, "series")), "")
    if not slug or article.unlisted:
        return None
    listing = seen.listing(f"series/{slug}")
    rows = listing.rows(0, min(len(listing), LONGEST_SERIES))
    # One that readers may see no more is not among the rows, but still counted until it is forgotten.
    parts = len(rows) if len(listing) <= LONGEST_SERIES else len(listing)
    for place, row in enumerate(rows):
        if row.path == article.path:
            return Part(
                listing.label,
                seen.urls.term("series", slug),
                parts - place,
                parts,
                before=rows[place + 1] if place + 1 < len(rows) else None,
                after=rows[place - 1] if place else None,
            )
    return None
