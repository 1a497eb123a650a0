"""A table in many small objects: any entry is found with one read, and a changed one rewrites one object.

Entries are put in the order of a hash and divided like a binary trie: a half that weighs too much is
divided again. So where the borders lie depends on the entries alone and not on how they came, and an
entry that comes or goes moves no border but its own (Fagin et al., "Extendible Hashing", 1979).
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

BITS = 32
NOTHING = "-" * 16
"""Stands for the name of an object that would hold nothing."""

_DEPTHS = "0123456789abcdefghijklmnopqrstuvw"
_WIDTH = 1 + len(NOTHING)


def place(key: str) -> int:
    """Where an entry comes in the order of a table."""
    return zlib.crc32(key.encode())


@dataclass(frozen=True)
class Shard:
    """A part of a table: the entries whose first `depth` bits of `place` are those of `start`."""

    start: int
    depth: int
    keys: tuple[str, ...]


def divide(weights: Mapping[str, int], limit: int) -> Iterator[Shard]:
    """The shards of a table in their order. `weights` are those of its entries, and none weighs more than
    `limit`, but for one that does so by itself."""
    ordered = sorted((place(key), key) for key in weights)
    places = [at for at, _ in ordered]
    until = [0]
    for _, key in ordered:
        until.append(until[-1] + weights[key])

    def parts(start: int, depth: int, low: int, high: int) -> Iterator[Shard]:
        if until[high] - until[low] <= limit or high - low <= 1 or depth == BITS:
            yield Shard(start, depth, tuple(key for _, key in ordered[low:high]))
            return
        middle = start + (1 << (BITS - depth - 1))
        split = bisect_left(places, middle, low, high)
        yield from parts(start, depth + 1, low, split)
        yield from parts(middle, depth + 1, split, high)

    return parts(0, 0, 0, len(ordered))


@dataclass(frozen=True)
class Directory:
    """The names of a table's objects. `text` has for each shard, in their order, a character for its depth
    and the name; "" is that of an empty table."""

    text: str = ""

    @classmethod
    def of(cls, shards: list[tuple[Shard, str]]) -> Directory:
        """The directory of shards with the names of their objects."""
        return cls("".join(_DEPTHS[shard.depth] + name for shard, name in shards))

    @cached_property
    def names(self) -> dict[tuple[int, int], str]:
        """The names by start and depth."""
        found, start = {}, 0
        for at in range(0, len(self.text), _WIDTH):
            depth = _DEPTHS.index(self.text[at])
            found[start, depth] = self.text[at + 1 : at + _WIDTH]
            start += 1 << (BITS - depth)
        return found

    @cached_property
    def _starts(self) -> list[tuple[int, int]]:
        return list(self.names)

    def find(self, key: str) -> str:
        """The name of the object that holds an entry, if there is one; "" where none can."""
        if not self.text:
            return ""
        shard = self._starts[bisect_right(self._starts, (place(key), BITS)) - 1]
        name = self.names[shard]
        return "" if name == NOTHING else name


@lru_cache(maxsize=4)
def directory(text: str) -> Directory:
    """The directory of a text, taken apart once: readers look into the same one at each request."""
    return Directory(text)
