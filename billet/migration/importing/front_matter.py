"""The front matter of an imported text, as Billet's guide has it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import yaml

from billet.migration.model import Date, Entry, TargetOf
from chalicelib.content.key_aliases import MEANING_OF, squeezed
from chalicelib.content.old_address import old_address

Fields = Iterator[tuple[str, object]]


def write(entry: Entry, aliases: tuple[str, ...], target_of: TargetOf) -> str:
    """Returns the front matter of an entry whose old addresses, from the root of the site, are `aliases`;
    `target_of` returns the new address of a picture."""
    values = {key: value for key, value in _fields(entry, aliases, target_of) if value or value is False}
    meanings = {MEANING_OF.get(squeezed(key)) for key in values} - {None}
    for key, value in entry.fields.items():
        if key not in values and MEANING_OF.get(squeezed(key)) not in meanings:
            values[key] = value
    return f"---\n{_yaml(values)}---\n"


def _fields(entry: Entry, aliases: tuple[str, ...], target_of: TargetOf) -> Fields:
    yield "title", entry.title
    yield "date", _written(entry.date, entry.zone)
    yield "updated", _written(entry.updated, entry.zone)
    yield "expires", _written(entry.expires, entry.zone)
    yield "draft", entry.draft or None
    yield "unlisted", entry.unlisted or None
    yield "slug", entry.slug
    yield "lang", entry.language
    yield "translation", entry.translation
    yield "summary", " ".join(entry.summary.split())
    yield "tags", list(entry.tags)
    yield "categories", list(entry.categories)
    yield "series", entry.series
    yield "author", entry.author
    yield "image", (target_of(entry.image) or entry.image) if entry.image else ""
    yield "image_alt", entry.image_alt
    yield "canonical", entry.canonical
    yield "featured", entry.featured or None
    yield "comments", entry.comments_open if entry.comments_open is False else None
    yield "id", entry.id
    yield "aliases", list({old_address(alias): alias for alias in reversed(aliases)}.values())[::-1]


def _written(date: Date | None, zone: str) -> object:
    """Returns a date as it is written: a time with its offset, to the second where it has no less."""
    if isinstance(date, datetime):
        return date.astimezone(ZoneInfo(zone)) if zone else date
    return date


def _yaml(values: dict[str, object]) -> str:
    return yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9)


class _Dumper(yaml.SafeDumper):
    """YAML as people write it: a list below its key is set in, a date has a T."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _datetime(dumper: yaml.SafeDumper, moment: datetime) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", moment.isoformat())


_Dumper.add_representer(datetime, _datetime)
