"""A text of a generator on its way to become an `Entry`."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from billet.migration.model import Markup
from billet.migration.sources.generators.document import Document
from chalicelib.content import file_name
from chalicelib.content.article import Kind
from chalicelib.content.slug import slugify


@dataclass(frozen=True, kw_only=True)
class Page:
    """A text of the source. `entry` has the fields of its `Entry` but for path, id and text; `address` is
    where it stood, from the root: what links in it are relative to. `addresses` are all where readers found
    it; a draft has none, whatever it is given."""

    document: Document
    kind: Kind
    path: str
    entry: Mapping[str, Any]
    address: str
    addresses: tuple[str, ...] = ()
    markup: Markup = "markdown"

    def __post_init__(self) -> None:
        if self.entry["draft"]:
            object.__setattr__(self, "addresses", ())

    @property
    def new_address(self) -> str:
        """The address it has on the blog."""
        return f"/{self.kind}/{self.slug}"

    @property
    def slug(self) -> str:
        """The slug that Billet gives it: that of its entry, else of its file."""
        name = file_name.read(self.path)
        ending = f"-{name.language.lower()}" if name.language else ""
        return str(self.entry.get("slug") or slugify(name.stem) + ending)

    def told_apart(self, slugs: Container[str]) -> Page:
        """Returns the page with a slug that is none of `slugs`: with the names of its folders before it."""
        parents = [slugify(part) for part in reversed(self.path.split("/")[1:-1])]
        slug, number = self.slug, 1
        while slug in slugs:
            number += not parents
            slug = f"{parents.pop(0)}-{slug}" if parents else f"{self.slug}-{number}"
        return replace(self, entry={**self.entry, "slug": slug})
