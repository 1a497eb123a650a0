"""The texts of a Hugo site, each with the place it has in the folder of its language."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.folder import joined
from billet.migration.sources.hugo.addresses import Addresses, Place
from billet.migration.sources.hugo.configuration import TAXONOMY_NAMES, Language
from chalicelib.content.front_matter import Field
from chalicelib.content.problem import ContentError
from chalicelib.index.taxonomy import TAXONOMIES

ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".rst")
_OTHER_ENDINGS = (".adoc", ".asciidoc", ".ad", ".org", ".pdc", ".pandoc")


@dataclass(frozen=True)
class Source:
    """A text that was read, and what its place tells. `entry` has the fields of its `Entry`, `address` is
    where it stood."""

    document: Document
    place: Place
    language: Language
    entry: dict[str, Any]
    address: str


@dataclass
class Texts:
    """Reads the texts of all `languages` into `sources`."""

    builder: Builder
    configuration: Configuration
    languages: list[Language]
    zone: tzinfo
    sources: list[Source] = field(default_factory=list)

    def read(self, language: Language) -> None:
        """Reads the texts of a language. What cannot be read, or has no page, becomes a notice."""
        names = self._names(language)
        bundles = {posixpath.dirname(name) for name in names if is_bundle(name)}
        sections = {
            posixpath.dirname(name).removeprefix(f"{language.content}/")
            for name in names
            if _is_section(name)
        }
        cascades: dict[str, dict[str, Field]] = {}
        for name in sorted(names, key=lambda name: (not _is_section(name), name)):
            inner = name.removeprefix(f"{language.content}/")
            parents = {posixpath.dirname(name), *map(str, _parents(name))}
            if parents & bundles and not is_bundle(name):
                message = "it is a part of the bundle it lies in, and has no page of its own"
                self.builder.notice(name, message, "Add its text to that of index.md", left_out=True)
                continue
            try:
                document = Document.read(self.builder.folder, name, self.zone)
                document = document.with_defaults(_inherited(cascades, posixpath.dirname(inner)))
                if _is_section(name):
                    cascades[posixpath.dirname(inner)] = _cascade(document)
                self._add(document, Place.of(inner, language.name, sections), language)
            except ContentError as error:
                self.builder.refuse(error)

    def _add(self, document: Document, place: Place, language: Language) -> None:
        entry = self.builder.fields_of(document)
        if document.get("build.render", "_build.render") in ("never", "false") or document.flag("headless"):
            message = "it has no page of its own (it is not rendered)"
            self.builder.notice(document.file, message, "Copy its text to where it is shown", left_out=True)
            return
        if document.get("build.list", "_build.list") in ("never", "false"):
            entry["unlisted"] = True
        base = self.builder.base
        addresses = Addresses(self.configuration, joined(base, language.prefix), base)
        location, unknown = addresses.of(document, place, entry["title"] or place.name, entry["date"])
        for token in () if entry["draft"] else unknown:
            message = f"the rule for its address has {':' + token!r}, which is not known"
            self.builder.notice(document.file, message, "Add its old address to 'aliases'")
        self._read_taxonomies(document, entry)
        entry["language"] = entry["language"] or (language.name if len(self.languages) > 1 else "")
        self.sources.append(Source(document, place, language, entry, location))

    def _read_taxonomies(self, document: Document, entry: dict[str, Any]) -> None:
        """Adds the tags, categories and series that the settings call by other names."""
        for singular, plural in self.configuration.keys("taxonomies").items():
            name, key = TAXONOMY_NAMES.get(singular, singular), str(plural).casefold()
            if name in TAXONOMIES and key != name and (labels := document.list(key)):
                entry[name] = labels[0] if name == "series" else tuple(labels)
                entry["fields"].pop(key, None)

    def _names(self, language: Language) -> list[str]:
        """Returns the files of a language's texts: those in its own folder, and in one that languages share
        those that end in its tag, or in none."""
        others = {other.name for other in self.languages} - {language.name}
        is_first = language is self.languages[0]
        is_shared = sum(other.content == language.content for other in self.languages) > 1
        names = []
        for name in self.builder.folder.below(language.content):
            stem, _, tag = posixpath.splitext(name)[0].rpartition(".")
            if name.lower().endswith(_OTHER_ENDINGS) and is_first:
                message = "its markup is not read"
                self.builder.notice(name, message, "Convert it with pandoc -t gfm", left_out=True)
            if not name.lower().endswith(ENDINGS) or (stem and tag in others):
                continue
            if tag == language.name or is_first or not is_shared:
                names.append(name)
        return names


def is_bundle(name: str) -> bool:
    """Returns whether a file is the text of the folder it is in: ``index.md`` or ``index.fr.md``."""
    return posixpath.basename(name).partition(".")[0] == "index"


def is_text(name: str) -> bool:
    """Returns whether a file is a text, in a markup that is read or in another."""
    return name.lower().endswith((*ENDINGS, *_OTHER_ENDINGS))


def _is_section(name: str) -> bool:
    return posixpath.basename(name).startswith("_index.")


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _cascade(document: Document) -> dict[str, Field]:
    """Returns the fields that a section's text gives to all texts below it."""
    return {
        key.removeprefix("cascade."): value
        for key, value in document.fields.items()
        if key.startswith("cascade.") and not key.startswith(("cascade._target", "cascade.target"))
    }


def _inherited(cascades: dict[str, dict[str, Field]], folder: str) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for parent in ["", *_parents(f"{folder}/x")]:
        fields |= cascades.get(parent, {})
    return fields
