"""The lists of articles that a generator made: by tag, by category, by author, by month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

from billet.migration.model import OldAddress
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.terms import term_redirects

Taxonomy = Literal["tags", "categories", "series"]


def list_redirects(
    pages: Sequence[Page], patterns: Mapping[str, str], slug_of: Callable[[str], str]
) -> Iterator[OldAddress]:
    """Yields the redirects of lists by label: `patterns` has the address of each taxonomy's lists, with
    ``{slug}`` in the place of what `slug_of` makes of a label."""
    for taxonomy in get_args(Taxonomy):
        if taxonomy in patterns:
            labels = labels_of(pages, taxonomy)
            pattern = patterns[taxonomy]
            yield from term_redirects(
                taxonomy, {pattern.format(slug=slug_of(label)): label for label in labels}
            )


def home_redirects(root: str) -> Iterator[OldAddress]:
    """Yields the redirects of a home page below a path `root`, of its further pages and its feed; Billet has
    those of the root itself."""
    yield OldAddress(f"/{root}/page/*".replace("//", "/"), "/")
    if root:
        yield OldAddress(f"/{root}", "/")
        yield OldAddress(f"/{root}/sitemap.xml", "/sitemap.xml")
        yield from (
            OldAddress(f"/{root}/{name}.xml", "/feed.xml") for name in ("index", "feed", "atom", "rss")
        )


def year_redirects(pages: Iterable[Page], pattern: str) -> Iterator[OldAddress]:
    """Yields the redirects of archives by year, whose address has ``{year}``, and of those by month below."""
    years = sorted(
        {page.entry["date"].year for page in pages if page.entry["date"] and page.kind == "articles"}
    )
    for year in years:
        yield OldAddress(f"{pattern.format(year=year)}/*", f"/archive/{year}")


def labels_of(pages: Iterable[Page], taxonomy: str) -> list[str]:
    """Returns the labels of a taxonomy that public pages have, each once."""
    labels: dict[str, None] = {}
    for page in pages:
        if not page.entry["draft"]:
            value = page.entry[taxonomy]
            labels |= dict.fromkeys([value] if isinstance(value, str) else value)
    return [label for label in labels if label]
