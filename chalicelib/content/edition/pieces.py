"""A long list in pieces of which a change rewrites one.

Where a piece ends is decided by the rows themselves and not by counting them: else a row that comes or
goes at the beginning would move all borders behind it (Muthitacharoen et al., "A Low-bandwidth Network File
System", 2001).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from chalicelib.content.edition.shards import NOTHING

_COUNT = 3
_WIDTH = _COUNT + len(NOTHING)


@dataclass(frozen=True)
class Measure:
    """How long pieces are: `average` rows, a power of two, `most` rows, `heaviest` bytes and a row's more."""

    average: int
    most: int
    heaviest: int

    def ends_with(self, key: str) -> bool:
        """Whether a piece ends with this row, however long it is by then."""
        return zlib.crc32(key.encode()) % self.average == 0


def cut(keys: Sequence[str], weights: Sequence[int], measure: Measure) -> list[int]:
    """Behind which rows pieces end: how many rows come before each end. What follows the last is open."""
    found: list[int] = []
    begun = weight = 0
    for number, key in enumerate(keys, start=1):
        weight += weights[number - 1]
        if weight >= measure.heaviest or number - begun >= measure.most or measure.ends_with(key):
            found.append(number)
            begun, weight = number, 0
    return found


@dataclass(frozen=True)
class Manifest:
    """The pieces of one list, in the order of its rows. `text` has for each the number of its rows, in
    three digits, and the name of its object."""

    text: str = ""

    @classmethod
    def of(cls, pieces: Sequence[tuple[int, str]]) -> Manifest:
        """The manifest of pieces, told by their lengths and names."""
        return cls("".join(f"{count:0{_COUNT}}{name}" for count, name in pieces))

    @cached_property
    def pieces(self) -> list[tuple[int, str]]:
        """Length and name of each piece."""
        return [
            (int(self.text[at : at + _COUNT]), self.text[at + _COUNT : at + _WIDTH])
            for at in range(0, len(self.text), _WIDTH)
        ]

    @cached_property
    def total(self) -> int:
        """How many rows there are in all."""
        return sum(count for count, _ in self.pieces)
