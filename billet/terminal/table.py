"""Tables that fit the terminal."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from billet.terminal.characters import plain
from billet.terminal.console import console_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text


@dataclass(frozen=True)
class Colored:
    """A cell in colour."""

    text: str
    color: Literal["green", "yellow", "red"]


DEFAULT_WIDTH = 80
NARROWEST_COLUMN = 4
"""Columns of a terminal: in less, Rich leaves characters out."""
GAP = 2

Cell = str | int | float | Colored | None


def print_table(
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    right: Collection[str] = (),
    whole: Collection[str] = (),
) -> None:
    """Prints a table to the standard output, as wide as the terminal at the most: cells go on in the next
    line, and no character is left out.

    Columns whose headers are in `right` hold figures, which end at one edge; those in `whole` hold what is
    copied, such as ids, and are not cut into lines. `None` is an empty cell.
    """
    texts = [[_text(cell) for cell in row] for row in rows]
    console = console_of(sys.stdout)
    least = sum(
        max([_text(header).cell_len, *(row[number].cell_len for row in texts)])
        if header in whole
        else NARROWEST_COLUMN
        for number, header in enumerate(headers)
    )
    console.width = max(console.width or DEFAULT_WIDTH, least + GAP * len(headers))
    table = _table(console, headers, right, whole)
    for row in texts:
        table.add_row(*row)
    with console.capture() as printed:
        console.print(table)
    text = "\n".join(line.rstrip(" ") for line in printed.get().splitlines())
    click.echo(text, color=console.color_system is not None)


def _table(console: Console, headers: Sequence[str], right: Collection[str], whole: Collection[str]) -> Table:
    from rich import box
    from rich.table import Table

    lines = box.ASCII2 if console.options.ascii_only else box.SIMPLE_HEAD
    table = Table(box=lines, show_edge=False, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for header in headers:
        table.add_column(
            _text(header),
            justify="right" if header in right else "left",
            overflow="fold",
            no_wrap=header in whole,
        )
    return table


def _text(cell: Cell) -> Text:
    """Returns the text of a cell, in which nothing controls the terminal."""
    from rich.text import Text

    if isinstance(cell, Colored):
        return Text(plain(cell.text), style=cell.color)
    return Text("" if cell is None else plain(str(cell)))
