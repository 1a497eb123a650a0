"""The texts of a Jekyll site, with the fields that its settings give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document
from billet.migration.sources.jekyll.site_settings import field_defaults

MARKDOWN = (".md", ".markdown", ".mkdown", ".mkdn", ".mkd")
HTML = (".html", ".htm")
_OTHER_MARKUP = (".textile", ".adoc", ".asciidoc", ".org", ".rst", ".haml", ".slim")


@dataclass(frozen=True)
class Documents:
    """Reads the texts of a site; dates without a zone are in `zone`."""

    builder: Builder
    settings: Configuration
    zone: tzinfo

    def read(self, file: str, kind: str, inner: str) -> Document:
        """Returns a file with the fields that the settings give to its kind and folder. Raises
        `ContentError`."""
        document = Document.read(self.builder.folder, file, self.zone)
        return document.with_defaults(field_defaults(self.settings, kind, inner))

    def entry(self, document: Document) -> dict[str, Any]:
        """Returns the fields of the `Entry` that a document becomes."""
        entry = self.builder.fields_of(document, jekyll=True)
        author = document.get("author.name") or entry["author"]
        known = self.settings.text(f"authors.{author}.name") if author and "." not in author else ""
        entry["author"] = known or author
        entry["image"] = entry["image"] or document.get(
            "header.overlay_image", "header.image", "header.teaser"
        )
        return entry

    def is_text(self, file: str) -> bool:
        """Returns whether a file is a text in a markup that is read; of one in another a notice is added."""
        if file.lower().endswith(_OTHER_MARKUP):
            message = "its markup is not read"
            self.builder.notice(file, message, "Convert it with pandoc -t gfm", left_out=True)
        return file.lower().endswith((*MARKDOWN, *HTML))
