"""A text of a generator: its front matter, read as Billet reads it, and its body."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timezone, tzinfo
from typing import Any

from billet.migration.model import Date
from billet.migration.sources.generators.folder import Folder
from chalicelib.content import article_fields, file_name, front_matter
from chalicelib.content.dates import Moment
from chalicelib.content.field_reader import SWITCH, Values
from chalicelib.content.front_matter import Field, FrontMatter
from chalicelib.content.key_aliases import MEANING_OF, squeezed
from chalicelib.content.old_address import old_address
from chalicelib.content.problem import ContentError
from chalicelib.content.publication_dates import life_of

_KEPT = frozenset({"contents", "place", "order", "favourite", "favourite_words"})
"""Meanings that have no field of their own in an `Entry`: Billet reads them by the same name."""

_FOR_THE_GENERATOR = frozenset(
    {
        *("layout", "type", "template", "pagetemplate", "saveas", "collection", "cascade", "menu", "menus"),
        *(
            "build",
            "headless",
            "outputs",
            "resources",
            "markup",
            "sitemap",
            "aliases",
            "eleventycomputed",
            "eleventynavigation",
        ),
    }
)
"""What tells a generator how to build a page, in a table too."""
_DATES = ("date", "published", "created", "updated", "expires")
_NEVER = datetime(8999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Document:
    """A text by the name of its `file` in the folder. `zone` is that of its dates without one."""

    file: str
    fields: Mapping[str, Field]
    body: str
    body_line: int = 1
    zone: tzinfo = UTC

    @classmethod
    def read(cls, folder: Folder, file: str, zone: tzinfo) -> Document:
        """Returns the text in a file. Raises `ContentError` for one that cannot be read."""
        parts = front_matter.split(file, folder.text(file))
        return cls(file, front_matter.parse(file, parts).fields, parts.body, parts.body_line, zone)

    def with_defaults(self, defaults: Mapping[str, Field]) -> Document:
        """Returns the document with fields that it does not have itself."""
        return Document(self.file, {**defaults, **self.fields}, self.body, self.body_line, self.zone)

    def get(self, *keys: str) -> str:
        """Returns the first of these fields that is a text, or the first text of a list."""
        for key in keys:
            written = self.fields.get(key)
            if written and written.value:
                return written.value if isinstance(written.value, str) else written.value[0]
        return ""

    def list(self, key: str) -> list[str]:
        """Returns the texts of a field."""
        written = self.fields.get(key)
        value = written.value if written else []
        return value if isinstance(value, list) else [value] * bool(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Returns whether a field says yes."""
        return SWITCH.get(self.get(key).lower() or "-", default)

    def line(self, key: str) -> int:
        """Returns the line of a field, 0 where it is not in the file."""
        return self.fields[key].line if key in self.fields else 0

    def values(self) -> Values:
        """Returns the fields by their meaning."""
        return Values(self.file, FrontMatter(self.fields), self.zone)

    def moment(self, meaning: str) -> Moment | None:
        """Returns a date by its meaning. Raises `ContentError` for one that cannot be read."""
        values = self.values()
        for key, written in values.all(meaning):
            if isinstance(written.value, str) and written.value.lower() in SWITCH:
                continue  # whether, and not when
            return values.moment(key, written)
        return None

    def without_unreadable_dates(self) -> Document:
        """Returns the document without dates that cannot be read."""
        fields = dict(self.fields)
        for key, written in self.fields.items():
            if MEANING_OF.get(squeezed(key)) in _DATES and not _is_readable(self, key, written):
                del fields[key]
        return replace(self, fields=fields)

    def date(self, meaning: str) -> Date | None:
        """Returns a date with the zone it is written in, a day where it has no time."""
        moment = self.moment(meaning)
        if moment is None:
            return None
        if moment.clock is None:
            return moment.time.astimezone(self.zone).date()
        if not moment.zoned:
            return moment.time.astimezone(self.zone)
        offset = moment.clock.replace(tzinfo=UTC) - moment.time
        return moment.time.astimezone(timezone(offset))


def _is_readable(document: Document, key: str, written: Field) -> bool:
    """Returns whether a field is a date, or says whether and not when."""
    if isinstance(written.value, str) and written.value.lower() in SWITCH:
        return True
    try:
        document.values().moment(key, written)
    except ContentError:
        return False
    return True


def entry_fields(document: Document, *, jekyll: bool = False, named_day: bool = True) -> dict[str, Any]:
    """Returns the fields of an `Entry` that a document's front matter, or its name, tells. `jekyll` takes a
    text for several tags; `named_day` says that a day in the file's name is its date.

    Raises `ContentError` for a date that cannot be read, and for what may be a draft or not.
    """
    values = document.values()
    name = file_name.read(f"articles/{document.file}")
    addresses = article_fields.Addresses("", (), 0, (), "")
    life = life_of(values, name, addresses, _NEVER)
    written = document.date("date") or document.date("published") or document.date("created")
    if written is None and name.day and named_day:
        written = date.fromisoformat(name.day)
    fields = kept_fields(document)
    if life.appears:
        fields["publishDate"] = life.appears.astimezone(document.zone)
    return {
        "title": html.unescape(values.text("title")).strip(),
        "date": written,
        "updated": document.date("updated") if life.updated else None,
        "expires": life.expires,
        "draft": life.draft,
        "unlisted": life.unlisted,
        "language": article_fields.language(values, name, ""),
        "translation": _translation(values),
        "summary": values.lesser("summary"),
        "tags": article_fields.tags(values, jekyll=jekyll),
        "categories": article_fields.categories(values, jekyll=jekyll),
        "series": values.lesser("series"),
        "author": ", ".join(" ".join(author.split()) for author in values.texts("author")),
        "image": values.lesser("image"),
        "image_alt": document.get("image.alt", "cover.alt", "image_alt", "heroimagealt"),
        "canonical": article_fields.canonical(values),
        "featured": article_fields.featured(values),
        "comments_open": _comments(values),
        "fields": fields,
    }


def kept_fields(document: Document) -> dict[str, object]:
    """Returns the fields of a document that no field of an `Entry` holds, in nested tables."""
    nested: dict[str, object] = {}
    for key, written in document.fields.items():
        meaning = MEANING_OF.get(squeezed(key)) or MEANING_OF.get(squeezed(key.partition(".")[0]))
        own = {squeezed(key), squeezed(key.partition(".")[0])}
        if (meaning and meaning not in _KEPT) or own & _FOR_THE_GENERATOR:
            continue
        table = nested
        *parents, last = key.split(".")
        for parent in parents:
            below = table.setdefault(parent, {})
            if not isinstance(below, dict):
                break
            table = below
        else:
            table[last] = list(written.value) if isinstance(written.value, list) else written.value
    return nested


def distinct_addresses(addresses: Iterable[str]) -> tuple[str, ...]:
    """Returns addresses from the root, each once: ``/x/`` and ``/x/index.html`` are one."""
    written: dict[str, str] = {}
    for address in addresses:
        if address.strip("/"):
            written.setdefault(old_address(address), "/" + address.lstrip("/"))
    return tuple(written.values())


def _translation(values: Values) -> str:
    written = values.lesser("translation")
    return "" if written.lower() in SWITCH else written


def _comments(values: Values) -> bool | None:
    if values.first("comments") is None:
        return None
    return article_fields.comments(values, default=True)
