"""How figures are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from billet.terminal import print_table


def show(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Prints a table whose first column is words and whose others are figures."""
    print_table(heads, rows, right=heads[1:])
    print(flush=True)


def ms(seconds: float | None) -> str:
    """Returns seconds in milliseconds, a dash where there are none."""
    return "–" if seconds is None else f"{seconds * 1000:.1f}"
