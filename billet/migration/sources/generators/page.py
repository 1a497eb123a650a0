"""A text of a generator on its way to become an `Entry`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    it, none for a draft."""

    document: Document
    kind: Kind
    path: str
    entry: Mapping[str, Any]
    address: str
    addresses: tuple[str, ...] = ()
    markup: Markup = "markdown"

    @property
    def new_address(self) -> str:
        """The address it has on the blog."""
        name = file_name.read(self.path)
        slug = self.entry.get("slug") or slugify(name.stem)
        return f"/{self.kind}/{slug}"
