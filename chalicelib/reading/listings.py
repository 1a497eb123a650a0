"""Lists in pieces, of which a page loads those it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.content.article import Summary
from chalicelib.content.edition import rows
from chalicelib.content.edition.flat import restored
from chalicelib.content.edition.listing import ARCHIVE, EVERYTHING, PAGES, TAXONOMIES, Taxonomy, Term
from chalicelib.content.edition.pieces import Manifest
from chalicelib.content.edition.shards import directory
from chalicelib.content.edition.terms import most_written, terms_of
from chalicelib.reading.newest import Newest
from chalicelib.reading.objects import Objects


@dataclass(frozen=True)
class Pieced:
    """The newest articles of a list, and the others in rows here or in pieces elsewhere, the oldest first."""

    objects: Objects
    now: datetime
    newest: Sequence[Summary]
    inline: Sequence[Any] = ()
    manifest: Manifest = field(default_factory=Manifest)
    label: str = ""

    def __len__(self) -> int:
        return len(self.newest) + len(self.inline) + self.manifest.total

    def rows(self, start: int, count: int) -> Sequence[Summary]:
        """As `Listing` has it."""
        found = list(self.newest[start : start + count])
        start, count = max(0, start - len(self.newest)), count - len(found)
        if count > 0:
            found += (restored(Summary, table) for table in self._older(start, count))
        return [one for one in found if one.is_public(self.now)]

    def _older(self, start: int, count: int) -> Iterator[Any]:
        """Some of the rows behind the newest: the last of them comes first."""
        if self.inline:
            yield from self.inline[::-1][start : start + count]
            return
        for length, name in reversed(self.manifest.pieces):
            if start >= length:
                start -= length
                continue
            piece = self.objects.get(name)[::-1][start : start + count]
            yield from piece
            start, count = 0, count - len(piece)
            if count <= 0:
                return


class Listings:
    """The lists of one edition. Every method raises `Unavailable`."""

    def __init__(self, objects: Objects, newest: Newest) -> None:
        self._objects = objects
        self._newest = newest
        self._front = newest.front

    def named(self, name: str) -> Pieced:
        """A list by its name, an empty one where there is none."""
        if name in (EVERYTHING, ARCHIVE):
            newest = [one.summary for one in self._newest.newcomers]
            place = self._front.everything if name == EVERYTHING else self._front.archive
            manifest = Manifest(self._objects.text(place))
            lines = newest if name == EVERYTHING else [rows.line(one) for one in newest]
            return Pieced(self._objects, self._newest.now, lines, manifest=manifest)
        shelf = next(shelf for shelf in TAXONOMIES if name.startswith(f"{shelf}/"))
        slug = name.partition("/")[2]
        entry = self._entry(name)
        labels = Counter(entry.get("labels", {}))
        newest = []
        for one in self._newest.newcomers:
            if label := terms_of(one.summary, shelf).get(slug):
                labels[label] += 1
                newest.append(rows.line(one.summary))
        label = most_written(labels) if labels else ""
        return Pieced(self._objects, self._newest.now, newest, *self._parts(entry), label)

    def pages(self) -> Sequence[Summary]:
        """All standing pages that readers are led to, in the author's order."""
        found = (restored(Summary, table) for table in self._all(self._entry(PAGES)))
        return [one for one in found if one.is_public(self._newest.now)]

    def terms(self, shelf: Taxonomy) -> Sequence[Term]:
        """The tags, categories or series, by label."""
        counts: dict[str, Counter[str]] = {}
        for slug, labels in self._all(self._entry(shelf)):
            counts[slug] = Counter(labels)
        for one in self._newest.newcomers:
            for slug, label in terms_of(one.summary, shelf).items():
                counts.setdefault(slug, Counter())[label] += 1
        found = [Term(slug, most_written(labels), labels.total()) for slug, labels in counts.items()]
        return sorted(found, key=lambda term: (term.label.casefold(), term.slug))

    def _entry(self, name: str) -> Mapping[str, Any]:
        holder = directory(self._objects.text(self._front.lists)).find(name)
        found: Mapping[str, Any] = self._objects.get(holder).get(name, {}) if holder else {}
        return found

    def _parts(self, entry: Mapping[str, Any]) -> tuple[Sequence[Any], Manifest]:
        return entry.get("rows", ()), Manifest(entry.get("pieces", ""))

    def _all(self, entry: Mapping[str, Any]) -> Iterator[Any]:
        inline, manifest = self._parts(entry)
        yield from inline
        for _, name in manifest.pieces:
            yield from self._objects.get(name)
