"""The addresses that Hugo gives to files (docs: "URL management", "Permalinks")."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from billet.migration.model import Date
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.generators.permalinks import date_tokens, fill
from chalicelib.content.old_address import decoded

_TOKEN = re.compile(r":([a-z]+(?:\[[^\]]*\])?)")

_SIGNS = "./\\_#+~-@"
"""Signs that stay in addresses."""


def urlize(text: str) -> str:
    """Returns a text as a part of an address: its letters, digits and the signs that Hugo keeps, in lower
    case, with one hyphen for the spaces between two of them."""
    kept: list[str] = []
    after_space = False
    for character in re.sub(r"%[0-9A-Fa-f]{2}", "", unicodedata.normalize("NFC", text)):
        if character.isspace():
            after_space = bool(kept) and kept[-1] != "-"
        elif character.isalnum() or unicodedata.category(character) in ("Mn", "Mc") or character in _SIGNS:
            kept.append("-" if after_space and character != "-" else "")
            kept.append(character)
            after_space = False
    return "".join(kept).lower()


@dataclass(frozen=True)
class Place:
    """The place of a text in the content folder: the `folders` above it, those of them that are `sections`,
    the `name` it has without ending and language, and whether it is a `bundle`, ``index.md``, or a
    `section`, ``_index.md``."""

    folders: tuple[str, ...]
    name: str
    bundle: bool = False
    section: bool = False
    sections: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: str, language: str, sections: Collection[str] = ()) -> Place:
        """Returns the place of a path below the content folder; `sections` are the folders in it with a text
        of their own."""
        *folders, file = path.split("/")
        stem = file.rpartition(".")[0]
        stem = stem.removesuffix(f".{language}")
        if stem == "_index":
            return cls(tuple(folders), folders[-1] if folders else "", section=True)
        bundle = stem == "index" and bool(folders)
        name = folders.pop() if bundle else stem
        paths = ["/".join(folders[: count + 1]) for count in range(len(folders))]
        # The first folder is a section in any case.
        own = tuple(
            folder
            for n, (folder, path) in enumerate(zip(folders, paths, strict=True))
            if not n or path in sections
        )
        return cls(tuple(folders), name, bundle=bundle, sections=own)

    @property
    def section_name(self) -> str:
        """The first folder, "" for a text that is in none."""
        return self.folders[0] if self.folders else (self.name if self.section else "")


@dataclass(frozen=True)
class Addresses:
    """Makes the addresses of one language, whose prefix and the site's base path are in `root`; `top` is the
    base path alone."""

    configuration: Configuration
    root: str
    top: str

    def of(self, document: Document, place: Place, title: str, day: Date | None) -> tuple[str, list[str]]:
        """Returns the address of a text, and the tokens of a rule that are not known."""
        if url := document.get("url"):
            path = decoded(re.sub(r"^https?://[^/]+", "", url))
            return "/" + joined(self.top if url.startswith("/") else self.root, path) + "/" * path.endswith(
                "/"
            ), []
        slug = document.get("slug")
        pattern = "" if place.section else self._pattern(place.section_name)
        if pattern:
            path, unknown = fill(pattern, self._tokens(place, title, slug, day), _TOKEN)
            return f"/{joined(self.root, path)}/", unknown
        folders = [urlize(folder) for folder in place.folders]
        if place.section:
            return f"/{joined(self.root, *folders)}/".replace("//", "/"), []
        return f"/{joined(self.root, *folders, urlize(slug or place.name))}/", []

    def aliases(self, document: Document, address: str) -> tuple[str, ...]:
        """Returns the old addresses that a text names: those without a slash begin where it stands."""
        above = posixpath.dirname(address.rstrip("/"))
        return distinct_addresses(
            joined(self.top, alias) if alias.startswith("/") else joined(above, alias)
            for alias in map(decoded, document.list("aliases"))
        )

    def _pattern(self, section: str) -> str:
        rules: dict[str, Any] = self.configuration.keys("permalinks")
        pages = {**rules, **self.configuration.keys("permalinks.page")}
        pattern = pages.get(section or "/", "")
        return pattern if isinstance(pattern, str) else ""

    def _tokens(self, place: Place, title: str, slug: str, day: Date | None) -> dict[str, str]:
        name = urlize(place.name)
        tokens = {
            **{key: value.lower() for key, value in date_tokens(day).items()},
            "section": urlize(place.section_name),
            "sections": "/".join(map(urlize, place.sections)),
            "title": urlize(title),
            "slug": urlize(slug or title),
            "filename": name,
            "contentbasename": name,
            "slugorfilename": urlize(slug or place.name),
            "slugorcontentbasename": urlize(slug or place.name),
        }
        for pattern in self._pattern(place.section_name).split("/"):
            for written in re.findall(r"sections\[([^\]]*)\]", pattern):
                tokens[f"sections[{written}]"] = "/".join(map(urlize, _part(place.sections, written)))
        return tokens


def _part(folders: tuple[str, ...], written: str) -> tuple[str, ...]:
    """Returns the folders that ``sections[1:]``, ``sections[0]`` or ``sections[last]`` mean."""
    start, colon, end = written.partition(":")
    last = len(folders) - 1
    first = last if start == "last" else int(start) if start.isdecimal() else 0
    if not colon:
        return folders[first : first + 1]
    stop = last if end == "last" else int(end) if end.isdecimal() else len(folders)
    return folders[first:stop]
