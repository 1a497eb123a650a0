"""Definition lists: a term of one line, and below it what it means after a colon."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.paragraph import paragraph
from mdit_py_plugins.deflist import deflist_plugin

MARK = re.compile(r"^[ \t>]*:[ \t]", re.MULTILINE)
"""What a text has that may hold such a list."""

_MARKER = re.compile(r"~|:[ ](?P<start>[^\s\d\W])")


def plugin(md: MarkdownIt, *, is_french: bool) -> None:
    """Reads definition lists, but where a line is the sentence's: below a colon in French, which has a space
    before its colons, and below the library's other sign, a tilde."""

    def sentence(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        """Reads a paragraph that the library would take for a term."""
        line = start_line + 1
        if silent or line >= end_line:
            return False
        if state.isEmpty(line):
            line += 1
        if line >= end_line:
            return False
        marker = _MARKER.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
        if not marker or (marker["start"] and not (is_french and marker["start"].islower())):
            return False
        return paragraph(state, start_line, end_line, False)

    md.use(deflist_plugin)
    md.block.ruler.before("deflist", "sentence", sentence)
