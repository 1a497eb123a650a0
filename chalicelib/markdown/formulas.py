"""Formulas in LaTeX: where they stand in a text. `chalicelib.markdown.mathml` converts them.

In a line ``$x$`` is read by Pandoc's rule, which leaves prices alone: no blank inside the signs, and no digit
after them; nor a letter or digit before, since "5$" is a price as well. A formula on lines of its own is
``$$x$$``, a fence of the kind ``math``, or what stands between lines of ``\\[`` and ``\\]``. In CommonMark
``\\(`` and ``\\[`` are brackets: they begin formulas anywhere only in texts that say so (`math`).
"""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from chalicelib.markdown.text_findings import TextFindings

MAX_LENGTH = 4000
"""Characters of a formula beyond which it is not read."""

INLINE, BLOCK = "formula_inline", "formula_block"
"""The tokens of formulas: in a line, and on lines of their own."""

_SHORT = 12
"""Letters and signs of a formula that a phone shows side by side, whatever space is between them."""

_TAG = re.compile("<[^>]*>")
_DOLLARS = r"\$\$(?P<dollars>(?:\\.|[^\\$])+?)\$\$"
_BRACKETS = r"\\\[(?P<brackets>(?:(?!\\[\[\]]).)+?)\\\]"
_DOLLAR = r"(?<!\w)\$(?![\s$])(?P<dollar>(?:\\.|[^\\$])+?)(?<!\s)\$(?![\w$])"
_IN_LINE = re.compile(rf"(?<!\$)(?:{_DOLLARS}|{_DOLLAR})", re.DOTALL)
_IN_LINE_OF_MATH = re.compile(
    rf"(?<!\$)(?:{_DOLLARS}|{_DOLLAR}|{_BRACKETS}|\\\((?P<round>(?:(?!\\[()]).)+?)\\\))", re.DOTALL
)
_ON_LINES = re.compile(_DOLLARS, re.DOTALL)
_ON_LINES_OF_MATH = re.compile(rf"{_DOLLARS}|{_BRACKETS}", re.DOTALL)
_BETWEEN_LINES = re.compile(r"\\\[[ \t]*\n(?P<brackets>(?:(?!\\[\[\]]).)+?)\n[ \t]*\\\]", re.DOTALL)


def plugin(md: MarkdownIt, *, math: bool) -> None:
    """Reads formulas: in a line before escaped signs, on lines before lists and quotes."""
    in_line = _IN_LINE_OF_MATH if math else _IN_LINE
    on_lines = (_ON_LINES_OF_MATH,) if math else (_ON_LINES, _BETWEEN_LINES)

    def read_in_line(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in "$\\":
            return False
        match = in_line.match(state.src, state.pos, state.posMax)
        if not match:
            return False
        if not silent:
            groups = match.groupdict()
            token = state.push(INLINE, "", 0)
            display = groups["dollars"] or groups.get("brackets")
            token.content = display or groups.get("round") or groups["dollar"] or ""
            token.info = "block" if display else "inline"
        state.pos = match.end()
        return True

    def read_lines(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if state.is_code_block(start_line) or not state.src.startswith(("$$", "\\["), start):
            return False
        line = _last_line(state, start_line, end_line)
        source = state.getLines(start_line, line + 1, state.blkIndent, False).strip()
        match = next(filter(None, (pattern.fullmatch(source) for pattern in on_lines)), None)
        if match and not silent:
            groups = match.groupdict()
            token = state.push(BLOCK, "", 0)
            token.content = groups.get("dollars") or groups.get("brackets") or ""
            token.map = [start_line, line + 1]
            state.line = line + 1
        return match is not None

    md.inline.ruler.before("escape", "formula", read_in_line)
    md.block.ruler.before(
        "fence", "formula", read_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _last_line(state: StateBlock, start_line: int, end_line: int) -> int:
    """Returns the line in which what begins a formula ends it, or something else begins."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    opening = state.src[start : start + 2]
    closing = "$$" if opening == "$$" else "\\]"
    line = start_line
    text = state.src[start + 2 : state.eMarks[line]]
    while closing not in text and line + 1 < end_line:
        line += 1
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            break
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        if opening in text:  # which ends the one, or begins another
            break
    return line


class FormulaWriter:
    """Writes formulas as HTML, and notes those that cannot be read."""

    def __init__(self, findings: TextFindings) -> None:
        self._findings = findings

    def display_html(self, source: str) -> str:
        """Returns a formula on lines of its own. It scrolls where it is too wide, by keyboard as well: only
        a long one is a tab stop."""
        html = self.html(source, "block")
        scrolling = ' tabindex="0" role="group"' if len(_TAG.sub("", html)) > _SHORT else ""
        return f'<div class="formula"{scrolling}>{html}</div>'

    def html(self, source: str, display: str) -> str:
        """Returns a formula as MathML, or as code where it cannot be read. `display` is ``inline`` or
        ``block``."""
        # Imported here: most texts have no formula.
        from chalicelib.markdown.mathml import Unreadable, mathml

        try:
            if len(source) > MAX_LENGTH:
                raise Unreadable("it is too long")
            return mathml(source.strip(), display)
        except Unreadable:
            self._findings.unreadable_formulas.append(source.strip())
            return f"<code>{escape(source.strip())}</code>"
