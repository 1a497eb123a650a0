"""What of a text may be wider than a phone, estimated from its letters: only what scrolls is a tab stop."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from chalicelib.markdown.html_tree import Element

PHONE = 17.0
"""Ems of a table's letters that stand side by side in the column of the style sheet on a phone of 320 pixels,
the width to which pages must reflow (WCAG 2.2, 1.4.10)."""

_CODE_LINE = 24
"""Letters of code in a line that a phone shows, in a list as well."""

_PADDING = 1.1
"""Ems around the words of a cell."""

_BOLD = 1.08
_CODE = 0.68
_NARROW = frozenset("fijlrtI.,:;'’|!()[]")
_WIDE = frozenset("mwMWOQ@%&—–…œŒæÆ")
_OBJECTS = frozenset({"audio", "iframe", "img", "input", "math", "pre", "table", "video"})
_MONOSPACED = frozenset({"code", "kbd", "samp", "tt"})
_SQUARE = "\u2e80-\U0010ffff"


def table_may_scroll(table: Element) -> bool:
    """Returns whether a table may be wider than a phone. A table is as narrow as the longest word of each
    column allows; one whose cells hold pictures and the like, or span rows, is taken to be wide."""
    widths: dict[int, float] = defaultdict(float)
    for row in table.descendants():
        if row.tag in _OBJECTS:
            return True
        if row.tag != "tr":
            continue
        column = 0
        for cell in row.children:
            if isinstance(cell, str):
                continue
            if "rowspan" in cell.attributes:
                return True
            span = _span(cell)
            width = _longest_word(cell) / span
            for position in range(column, column + span):
                widths[position] = max(widths[position], width)
            column += span
    return sum(widths.values()) + _PADDING * len(widths) > PHONE


def code_may_scroll(block: Element) -> bool:
    """Returns whether a block of code may be wider than a phone."""
    lines = _text(block).expandtabs().split("\n")
    return any(
        len(line) + (0 if line.isascii() else sum(map(_is_square, line))) > _CODE_LINE for line in lines
    )


def _span(cell: Element) -> int:
    written = cell.attributes.get("colspan", "")
    return min(max(int(written), 1), 1000) if written.isdecimal() else 1  # as browsers bound it


def _longest_word(cell: Element) -> float:
    """Returns the width in ems of the longest word of a cell."""
    is_code = any(element.tag in _MONOSPACED for element in cell.descendants())
    return max(
        sum(_width(character, is_code=is_code) for character in word) for word in _break().split(_text(cell))
    )


@cache  # compiled late: most texts have no table
def _break() -> re.Pattern[str]:
    """Returns the pattern of what parts words."""
    return re.compile(rf"[ \t\r\n\f\u200b\u00ad]+|(?<=[{_SQUARE}-])|(?=[{_SQUARE}])")


def _text(element: Element) -> str:
    return "".join(
        child if isinstance(child, str) else " " if child.tag == "br" else _text(child)
        for child in element.children
    )


def _width(character: str, *, is_code: bool) -> float:
    """Returns the width of a letter in common fonts without serifs, in ems."""
    if _is_square(character):
        return 2.2  # a sign that begins no line may follow
    if is_code:
        return _CODE
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 0.95 * _BOLD
    return (0.7 if character.isupper() else 0.58) * _BOLD


def _is_square(character: str) -> bool:
    """Returns whether a letter is as wide as it is high, as those of Chinese are."""
    return character > "\u2e7f"
