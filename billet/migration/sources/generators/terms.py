"""The addresses of tags, categories and authors that a generator made, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from billet.migration.model import OldAddress
from billet.migration.sources.generators.folder import escaped
from chalicelib.content.slug import slugify
from chalicelib.content.term_slug import term_slug

_LED_ON = {"tags": ("tag", "tags"), "categories": ("category", "categories")}
"""The folders that Billet leads on by itself, below the root."""


def term_redirects(
    taxonomy: Literal["tags", "categories", "series"], addresses: Mapping[str, str]
) -> list[OldAddress]:
    """Returns the redirects of lists of articles: `addresses` has the label of each list by its old address,
    without a slash at its end. Where all of a folder are called as they are here, one line is for all."""
    lines: list[OldAddress] = []
    folders: set[str] = set()
    for address, label in addresses.items():
        folder, _, name = address.removesuffix(".html").rpartition("/")
        new = f"/{taxonomy}/{term_slug(label)}"
        same = name == term_slug(label) or slugify(name) == slugify(label) == term_slug(label)
        if same and folder.strip("/") in _LED_ON.get(taxonomy, ()):
            continue
        if same and folder.strip("/") and not address.endswith(".html") and name == term_slug(label):
            folders.add(folder)
        else:
            # With what stood below: further pages, and the feed. A file has nothing below it.
            is_file = address.endswith(".html")
            lines.append(OldAddress(escaped(address), new) if is_file else _with_all_below(address, new))
    return [OldAddress(f"{folder}/*", f"/{taxonomy}/*") for folder in sorted(folders)] + lines


def _with_all_below(address: str, new: str) -> OldAddress:
    return OldAddress(f"{escaped(address)}/*", f"{new}/*")
