"""Rich's console, as the commands want it: it shows texts as they are."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console_of(stream: IO[str]) -> Console:
    """Returns a console that writes to a stream, as wide as the terminal; 80 columns where there is none,
    or what `COLUMNS` says.

    Nothing in a text is markup, an emoji or highlighted. With `NO_COLOR` not even bold is written.
    """
    from rich.console import Console

    return Console(
        file=stream,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def is_interactive(stream: IO[str]) -> bool:
    """Returns whether somebody looks at a stream on a terminal whose lines can be written anew, whatever
    `FORCE_COLOR` says."""
    return stream.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
