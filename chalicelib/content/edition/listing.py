"""Lists of articles, newest first, that are read a page at a time; and the shelves they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from chalicelib.content.article import Summary

Taxonomy = Literal["tags", "categories", "series"]
TAXONOMIES: tuple[Taxonomy, ...] = ("tags", "categories", "series")

EVERYTHING = "articles"
"""The name of the list of all articles, with their excerpts."""

ARCHIVE = "archive"
"""The name of the same list without excerpts, tags and all else that a line of an archive does not show."""


PAGES = "pages"
"""The name of the list of all standing pages, in their author's order."""


@dataclass(frozen=True)
class Term:
    """A tag, a category or a series. `slug` is that of its address; `label` how its authors write it most
    often; `count` the number of listed articles that have it."""

    slug: str
    label: str
    count: int


class Listing(Protocol):
    """The listed articles of one name (`EVERYTHING`, `ARCHIVE`, ``tags/<slug>``, ``categories/<slug>``,
    ``series/<slug>``), newest first. What nobody asks for is not loaded."""

    @property
    def label(self) -> str:
        """How the term is written, "" for a list of everything."""

    def __len__(self) -> int:
        """How many articles there are in all."""

    def rows(self, start: int, count: int) -> Sequence[Summary]:
        """Some of them: `start` from the newest on, without those that readers may no longer see. Of all
        lists but `EVERYTHING` they have neither excerpt nor tags. Raises `Unavailable`."""
