"""Editions so small that a handful of articles fills several pieces and shards."""

from __future__ import annotations

import pytest

from chalicelib.content.binding import listed, lists, records
from chalicelib.content.edition.pieces import Measure

SMALL = Measure(average=2, most=3, heaviest=3_000)


def shrink(patch: pytest.MonkeyPatch) -> None:
    """Make all that is bound from now on so small."""
    patch.setattr(listed, "NEWCOMERS", SMALL)
    for name in ("EXCERPTS", "LINES"):
        patch.setattr(lists, name, SMALL)
    patch.setattr(lists, "INLINE", 1)
    patch.setattr(lists, "A_SHARD", 2)
    patch.setattr(records, "A_SHARD", 2)
    patch.setattr(records, "MANY", 150)
