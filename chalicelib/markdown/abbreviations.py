"""Abbreviations: ``*[ERP]: what it means`` on a line of its own."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_DEFINITION = re.compile(r"\*\[(?P<short>[^\]\\\n]+)\][ ]?:[ \t]*(?P<long>[^\s][^\n]*)")


def plugin(md: MarkdownIt) -> None:
    """Collects abbreviations in ``abbreviations`` of the environment."""
    md.block.ruler.before("list", "abbreviation", _abbreviation, {"alt": ["paragraph", "reference"]})


def _abbreviation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    del end_line
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    match = _DEFINITION.match(state.src, start, state.eMarks[start_line])
    if not match or not match["short"].strip():
        return False
    if not silent:
        state.env["abbreviations"][match["short"].strip()] = match["long"].strip().strip("\"'")
        state.line = start_line + 1
    return True
