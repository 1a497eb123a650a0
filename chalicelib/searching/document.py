"""What a search knows of one article."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.content.slug import slugify


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
    rows = [facts(one) | {"text": one.text} for one in sorted(documents, key=lambda one: one.path)]
    return json.dumps(rows, sort_keys=True, separators=(",", ":")).encode()


def from_json(data: bytes) -> list[Document]:
    """Read them back. Raises `ValueError` for anything else."""
    try:
        return [of_facts(row, row["text"]) for row in json.loads(data)]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a list of documents: {error!r}") from error


def facts(document: Document) -> dict[str, Any]:
    """All of a document but its text, for JSON."""
    found = asdict(document)
    del found["text"]
    for name in ("date", "expires"):
        found[name] = found[name] and found[name].isoformat()
    return found


def of_facts(found: dict[str, Any], text: str) -> Document:
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
