"""The heading a text may take its title from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LOOKED_AT = 50_000
"""Characters of a text in which a heading is looked for."""

LONGEST = 1000
"""Characters beyond which a line is no heading."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_CLOSING = re.compile(r"(?<![ \t\\#])[ \t]+#+$")
_ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^{}]*\}$")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:[-*+>|<#]|\d{1,9}[.)][ \t])|\t| {4}|[ \t]*$")


@dataclass(frozen=True)
class Heading:
    """A heading as it is written, and where it stands in the text, line end left out. `opens` tells
    whether nothing comes before it."""

    text: str
    level: int
    start: int
    end: int
    opens: bool


def title_heading(markdown: str) -> Heading | None:
    """The first heading of level 1 outside code, else the first of any level."""
    first = None
    for heading in _headings(markdown[:LOOKED_AT]):
        if heading.level == 1:
            return heading
        first = first or heading
    return first


def opening_heading(markdown: str) -> Heading | None:
    """The heading of level 1 that opens the text, if one does."""
    heading = title_heading(markdown)
    return heading if heading and heading.opens and heading.level == 1 else None


def _headings(text: str) -> Iterator[Heading]:
    """The headings of a text, underlined ones as well; those in code and in comments are none."""
    fence, in_comment, start = "", False, 0
    opening = len(text) - len(text.lstrip())  # where the text begins
    before, paragraph = "", ""  # the two lines above
    for line in text.split("\n"):
        after = start + len(line)
        if not line:
            before, paragraph, start = paragraph, line, after + 1
            continue
        found: Heading | None = None
        fenced = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if in_comment:
            in_comment = "-->" not in line
        elif fence:
            if fenced and fenced[1].startswith(fence) and not fenced[2].strip():
                fence = ""
        elif fenced:
            fence = fenced[1]
        elif line.lstrip().startswith("<!--") and "-->" not in line:
            in_comment = True
        elif len(line) <= LONGEST:
            if atx := _ATX.fullmatch(line):
                found = _heading(atx[2], len(atx[1]), start, after, opening)
            elif not before.strip() and not _NO_PARAGRAPH.match(paragraph) and _UNDERLINE.fullmatch(line):
                level = 1 if "=" in line else 2
                found = _heading(paragraph, level, start - len(paragraph) - 1, after, opening)
        if found and found.text:
            yield found
        # Under a heading, a fence or a comment a paragraph begins as under a blank line.
        aside = bool(found or fenced or fence or in_comment)
        before, paragraph = ("", "") if aside else (paragraph, line)
        start = after + 1


def _heading(written: str, level: int, start: int, end: int, opening: int) -> Heading:
    words = _CLOSING.sub("", written.strip())
    words = _ATTRIBUTES.sub("", words) if words.endswith("}") else words
    return Heading(words.strip(), level, start, end, start <= opening)
