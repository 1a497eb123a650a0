"""What a command shows on a terminal: tables, progress, colour, and texts of strangers made safe for it.

Results go to the standard output, progress to the standard error. Where these are no terminal there is
neither progress nor colour; `NO_COLOR` and `TERM=dumb` turn colour off as well.
"""

from __future__ import annotations

from billet.terminal.characters import paragraphs, plain
from billet.terminal.progress import progress
from billet.terminal.table import Cell, Colored, print_table

__all__ = ["Cell", "Colored", "paragraphs", "plain", "print_table", "progress"]
