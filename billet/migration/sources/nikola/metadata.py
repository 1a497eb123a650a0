"""What a text of Nikola says of itself: at its head, or in a file beside it (docs: "Metadata fields")."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import tzinfo

from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.folder import Folder
from chalicelib.content.front_matter import Field

_HEAD = re.compile(
    r"\A(?P<open>\s*<!--\s*\n)?(?P<lines>(?:[ \t]*\.\. [\w-]+:[^\n]*\n)+)(?(open)\s*-->[ \t]*\n?|\s*)"
)
_LINE = re.compile(r"^[ \t]*\.\. (?P<key>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_OLD_LINES = ("title", "slug", "date", "tags", "link", "description", "type")
"""The lines of a file of metadata without names, as Nikola had them before version 7."""

_SPECIAL = {"draft": "draft", "private": "private", "retired": "private"}
"""Tags that once said how a text is shown."""


def read_text(folder: Folder, file: str, meta: str, zone: tzinfo) -> Document:
    """Returns a text with the fields at its head and those of the file `meta`, "" for none. Raises
    `ContentError`."""
    text = folder.text(file)
    head = _HEAD.match(text)
    if head:
        fields = _fields(head["lines"], text.count("\n", 0, head.start("lines")) + 1)
        document = Document(file, fields, text[head.end() :], text.count("\n", 0, head.end()) + 1, zone)
    else:
        document = Document.read(folder, file, zone)
    if meta:
        document = document.with_defaults(_of_file(folder.text(meta)))
    return _without_special_tags(document)


def _of_file(text: str) -> dict[str, Field]:
    if fields := _fields(text, 1):
        return {key: Field(field.value, 0) for key, field in fields.items()}
    return {
        key: Field(line.strip(), 0)
        for key, line in zip(_OLD_LINES, text.split("\n"), strict=False)
        if line.strip()
    }


def _fields(lines: str, first_line: int) -> dict[str, Field]:
    return {
        match["key"].casefold(): Field(match["value"], first_line + lines.count("\n", 0, match.start()))
        for match in _LINE.finditer(lines)
        if match["value"]
    }


def _without_special_tags(document: Document) -> Document:
    """Returns a document whose tags are words for readers; those that said how it is shown are its status."""
    tags = document.fields.get("tags")
    if not tags:
        return document
    words = tags.value if isinstance(tags.value, list) else [word.strip() for word in tags.value.split(",")]
    fields = dict(document.fields)
    for word in words:
        if word.lower() in _SPECIAL:
            fields.setdefault("status", Field(_SPECIAL[word.lower()], tags.line))
        elif word.lower() == "mathjax":
            fields.setdefault("math", Field("true", tags.line))
    fields["tags"] = Field([word for word in words if word.lower() not in (*_SPECIAL, "mathjax")], tags.line)
    return replace(document, fields=fields)
