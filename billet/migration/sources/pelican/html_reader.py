"""Texts in HTML, whose metadata stand in its head."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from billet.migration.sources.generators.document import Document
from chalicelib.content.front_matter import Field

_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|content|contents)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def read_html(document: Document) -> Document:
    """Returns a document with the metadata of its head, and what is in its body."""
    head, _, rest = (
        document.body.partition("</head>") if "</head>" in document.body else ("", "", document.body)
    )
    fields: dict[str, Field] = {}
    if title := re.search(r"<title[^>]*>(.*?)</title>", head, re.IGNORECASE | re.DOTALL):
        fields["title"] = Field(" ".join(unescape(title[1]).split()), _line(document, head, title.start()))
    for meta in _META.finditer(head):
        attributes = {
            match[1].lower(): match[2] if match[2] is not None else match[3]
            for match in _ATTRIBUTE.finditer(meta[0])
        }
        name, content = attributes.get("name", ""), attributes.get("content") or attributes.get("contents")
        if name and content:
            fields[name.casefold()] = Field(unescape(content), _line(document, head, meta.start()))
    body = re.sub(r"(?is)^.*?<body[^>]*>|</body>.*$", "", rest)
    return replace(document, fields={**fields, **document.fields}, body=body)


def _line(document: Document, head: str, index: int) -> int:
    return document.body_line + head.count("\n", 0, index)
