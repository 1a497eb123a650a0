"""Cells of tables that GFM leaves out: those beyond the columns of the head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_block.table import escapedSplit

from chalicelib.markdown.text_findings import TextFindings

_AROUND = re.compile(r"^[ \t>]+")


def add_lost_cells(lines: Sequence[str], findings: TextFindings) -> None:
    """Adds the first row of a table that has more cells than its head; `lines` are those of the table."""
    columns = sum(1 for cell in lines[1].split("|") if "-" in cell)
    for line in lines[2:]:
        row = _AROUND.sub("", line).strip()
        cells = escapedSplit(row)
        if cells and not cells[0].strip():
            cells = cells[1:]
        if any(cell.strip() for cell in cells[columns:]):
            findings.add("lost-cells", row, str(columns))
            return
