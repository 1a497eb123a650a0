"""Markdown within the author's HTML that says so: ``<div markdown="1">``, as Kramdown has it.

Below a blank line CommonMark reads it anyway (0.31, "HTML blocks", kind 6).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_TAG = re.compile(
    r"""(?P<start><[a-zA-Z][\w-]*(?:[ \t][^<>\n]*?)?)[ \t]+markdown=(?:"[^"\n<>]*"|'[^'\n<>]*'|\w+)"""
    r"""(?P<end>[^<>\n]*>)"""
)


def plugin(md: MarkdownIt) -> None:
    """Reads what follows such a tag."""
    md.block.ruler.before(
        "html_block",
        "markdown_in_html",
        _tag,
        {"alt": ["paragraph", "reference", "blockquote"]},
    )


def _tag(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    match = _TAG.match(state.src, start, state.eMarks[start_line])
    if not match or match["end"].endswith("/>"):
        return False
    if silent:
        return True
    token = state.push("html_block", "", 0)
    token.content = match["start"] + match["end"]
    token.map = [start_line, start_line + 1]
    rest = state.skipSpaces(match.end())
    if rest < state.eMarks[start_line]:
        _read_rest(state, start_line, end_line, rest)
    else:
        state.line = start_line + 1
    return True


def _read_rest(state: StateBlock, start_line: int, end_line: int, position: int) -> None:
    """Reads what follows in the line, and the lines of its paragraph."""
    state.bMarks[start_line], state.tShift[start_line] = position, 0
    state.sCount[start_line] = state.blkIndent
    end = start_line + 1
    while (
        end < end_line and not state.isEmpty(end) and state.src[state.bMarks[end] + state.tShift[end]] != "<"
    ):
        end += 1
    state.md.block.tokenize(state, start_line, end)
