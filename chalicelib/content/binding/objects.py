"""The objects of one edition: those that are new, and those that the edition before has already."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence

from chalicelib.content.edition.flat import name_of, packed
from chalicelib.content.edition.front import ELSEWHERE
from chalicelib.content.edition.shards import NOTHING, Directory, Shard, divide, place

Kept = Mapping[str, tuple[str, ...]]
"""The names of the objects of an edition, with the names of those that each refers to."""


Entries = Callable[[str], tuple[object, Sequence[str]]]
"""Gives the content of an entry, and the names of the objects it refers to."""


class Objects:
    """Gathers the objects of an edition. `before` are those of the edition before, which are there."""

    def __init__(self, before: Kept) -> None:
        self._before = before
        self.kept: dict[str, tuple[str, ...]] = {}
        self.new: dict[str, bytes] = {}
        """What must be written, by name."""

    def add(self, content: object, refers_to: Sequence[str] = ()) -> str:
        """The name of an object that holds `content`, JSON to be."""
        data = packed(content)
        name = name_of(data)
        self.kept[name] = tuple(refers_to)
        if name not in self._before:
            self.new[name] = data
        return name

    def keep(self, name: str) -> str:
        """An object of the edition before is one of this, with all it refers to."""
        self.kept[name] = self._before[name]
        for other in self._before[name]:
            self.keep(other)
        return name

    def put_aside(self, text: str, longest: int) -> str:
        """A text that may be too long for where it stands: itself, or where it is."""
        return text if len(text) <= longest else ELSEWHERE + self.add(text)


class Table:
    """A table in shards, made from an edition's entries where these have changed."""

    def __init__(self, objects: Objects, before: Directory) -> None:
        self._objects = objects
        self._before = before

    def bind(
        self,
        weights: Mapping[str, int],
        limit: int,
        changed: Iterable[str] | None,
        entry: Entries,
    ) -> Directory:
        """The directory of a table with the entries that `weights` names. `changed` are those that came,
        changed or went since the edition before, None where all may have."""
        shards = list(divide(weights, limit))
        dirty = None if changed is None else _holding(shards, changed)
        return Directory.of(
            [
                (shard, self._name(shard, entry, dirty is None or number in dirty))
                for number, shard in enumerate(shards)
            ]
        )

    def _name(self, shard: Shard, entry: Entries, dirty: bool) -> str:
        known = self._before.names.get((shard.start, shard.depth))
        if known == NOTHING and not shard.keys:
            return NOTHING
        if known and known != NOTHING and not dirty:
            return self._objects.keep(known)
        if not shard.keys:
            return NOTHING
        content: dict[str, object] = {}
        refers_to: list[str] = []
        for key in sorted(shard.keys):
            content[key], others = entry(key)
            refers_to += others
        return self._objects.add(content, refers_to)


def _holding(shards: Sequence[Shard], keys: Iterable[str]) -> set[int]:
    """The numbers of the shards where these entries are, or were."""
    starts = [shard.start for shard in shards]
    return {bisect_right(starts, place(key)) - 1 for key in keys}
