"""How far long work has come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from billet.terminal.console import console_of, is_interactive
from billet.translation import translate


@contextmanager
def progress(label: str, length: int | None) -> Iterator[Callable[[int], object]]:
    """Shows a bar on the standard error; what it gives is called with each part of `length` that is done,
    by any thread. `None` is work of unknown length.

    Nothing is shown on no terminal, nor where there is nothing to do. What is printed meanwhile, also by
    `click.echo`, comes above the bar.
    """
    if length == 0 or not is_interactive(sys.stderr):
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%", markup=False),
        TimeRemainingColumn(),
        console=console_of(sys.stderr),
        redirect_stdout=sys.stdout.isatty(),
    )
    with bar:
        task = bar.add_task(translate(label), total=length)
        yield lambda parts: bar.advance(task, parts)
