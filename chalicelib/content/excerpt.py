"""What lists show of an article's text: first words and time to read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.content.typography import typographic

WORDS_A_MINUTE = 220
"""Silent reading of prose: 238 words in English, 195 in French on average (Brysbaert, "How many
words do we read per minute?", 2019; Trauzettel-Klosinski and Dietz, 2012). Between the two."""

EXCERPT_CHARACTERS = 280

_ENOUGH = 2000
"""Characters of a paragraph or heading that are looked at: the patterns below take time that grows
with the square of a hostile text."""

_FENCED = re.compile(r"^ {0,3}(```+|~~~+)")
_HEADING = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*")
_INDENT = re.compile(r"(?:[ \t]*\n)* {0,3}")
_NOT_PROSE = re.compile(
    r"\s*(#|>|[-*+][ \t]|\d+[.)][ \t]|\||!\[|<|\[TOC\]|\[\^|\*\[|\[[^\]]+\]:|:|={3}|-{3}|\*{3}|\$\$)"
)
_TAG = re.compile(r"<[^>]*>")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_ATTRIBUTES = re.compile(r"\{:[^}]*\}")
_IMAGE = re.compile(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]]+)\](\([^)]*\)|\[[^\]]*\])")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)|`([^`]+)`")


@dataclass(frozen=True)
class Heading:
    """A first-level heading and where it stands in the text, line end included."""

    text: str
    start: int
    end: int


def first_heading(markdown: str) -> Heading | None:
    """The heading of the first level that opens the text, if one does."""
    indent = _INDENT.match(markdown)
    start = indent.end() if indent else 0
    end = markdown.find("\n", start)
    line = markdown[start : end if end >= 0 else None]
    match = _HEADING.fullmatch(line) if len(line) <= _ENOUGH else None
    return Heading(_plain(match[1]), start, start + len(line)) if match else None


def reading_minutes(markdown: str) -> int:
    """Minutes to read the text, 1 at the least."""
    return max(1, round(len(re.findall(r"\w+(?:['’-]\w+)*", markdown)) / WORDS_A_MINUTE))


def excerpt(markdown: str, language: str) -> str:
    """The first paragraph of prose as plain text, cut between two words when it is long."""
    for block in _blocks(markdown):
        text = _plain(" ".join(block)[:_ENOUGH])
        if text and not _NOT_PROSE.match(block[0]):
            return _cut(typographic(text, language))
    return ""


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Runs of lines between blank ones, fenced and indented code left out."""
    block: list[str] = []
    fence = ""
    for line in [*markdown.splitlines(), ""]:
        opened = _FENCED.match(line)
        if fence:
            if opened and opened[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif opened:
            fence = opened[1]
        elif line.strip() and not (not block and line.startswith(("    ", "\t"))):
            block.append(line.strip())
        elif block and not line.strip():
            yield block
            block = []


def _plain(text: str) -> str:
    """Markdown's marks taken off one paragraph. Full rendering would be exact and 50 times slower,
    for every article of a first build."""
    for pattern, replacement in (
        (_ATTRIBUTES, ""),
        (_FOOTNOTE, ""),
        (_IMAGE, ""),
        (_LINK, r"\1"),
        (_TAG, ""),
    ):
        text = pattern.sub(replacement, text)
    for _ in range(2):  # **bold with *emphasis* in it**
        text = _EMPHASIS.sub(lambda found: found[2] or found[3], text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!~-])", r"\1", html.unescape(text))
    return re.sub(r"\s+", " ", text).strip()


def _cut(text: str) -> str:
    if len(text) <= EXCERPT_CHARACTERS:
        return text
    return text[: EXCERPT_CHARACTERS + 1].rsplit(" ", 1)[0][:EXCERPT_CHARACTERS].rstrip(" ,;:.") + "…"
