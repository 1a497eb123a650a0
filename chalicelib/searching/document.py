"""What a search knows of one article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.content.slug import slugify
from chalicelib.errors import Corrupt


@dataclass(frozen=True, kw_only=True)
class Document:
    """One listed article as it is searched.

    `path` is its address below the root of the site ("/articles/slug"), `tags` and `categories` as their
    author writes them, `text` all that readers see of it, as plain text. Times carry a zone; from
    `expires` on no reader may see it.
    """

    path: str
    title: str
    date: datetime
    language: str
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    text: str = ""
    expires: datetime | None = None

    @property
    def slugs(self) -> tuple[str, ...]:
        """By what its tags are asked for."""
        return tuple(dict.fromkeys(filter(None, map(slugify, self.tags))))

    def is_public(self, now: datetime) -> bool:
        """Whether readers may still see it."""
        return self.expires is None or now < self.expires


def to_json(documents: Iterable[Document]) -> bytes:
    """The object ``recent`` of these documents: the same bytes in whatever order they come."""
    rows = [table_of(one) for one in sorted(documents, key=lambda one: one.path)]
    return json.dumps(rows, sort_keys=True, separators=(",", ":")).encode()


def from_json(data: bytes) -> list[Document]:
    """Read them back. Raises `Corrupt` for anything else."""
    try:
        return [of_table(row) for row in json.loads(data)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = "the list of recent documents cannot be read"
        raise Corrupt(what, log_summary=what) from error


def table_of(document: Document) -> dict[str, Any]:
    """A document for JSON."""
    return facts(document) | {"text": document.text}


def of_table(table: Mapping[str, Any]) -> Document:
    """The document again."""
    return of_facts(table, table["text"])


def facts(document: Document) -> dict[str, Any]:
    """All of a document but its text, for JSON."""
    return {
        "path": document.path,
        "title": document.title,
        "date": document.date.isoformat(),
        "language": document.language,
        "tags": document.tags,
        "categories": document.categories,
        "expires": document.expires.isoformat() if document.expires else None,
    }


def of_facts(found: Mapping[str, Any], text: str) -> Document:
    """The document again."""
    return Document(
        path=found["path"],
        title=found["title"],
        date=datetime.fromisoformat(found["date"]),
        language=found["language"],
        tags=tuple(found["tags"]),
        categories=tuple(found["categories"]),
        expires=datetime.fromisoformat(found["expires"]) if found["expires"] else None,
        text=text,
    )
