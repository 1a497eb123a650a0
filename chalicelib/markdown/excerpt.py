"""What lists show of an article's text: first words, or those the author marked, and time to read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from chalicelib.content.typography import typographic

WORDS_A_MINUTE = 220
"""Silent reading of prose: 238 words in English, 195 in French on average (Brysbaert, "How many
words do we read per minute?", 2019; Trauzettel-Klosinski and Dietz, 2012). Between the two."""

EXCERPT_CHARACTERS = 280

MARKED_CHARACTERS = 1000
"""The same for what an author marked as the summary."""

LOOKED_AT = 50_000
"""Characters of a text in which an excerpt is looked for."""

_ENOUGH = 2000
"""Characters of a paragraph or heading that are looked at: the patterns below take time that grows
with the square of a hostile text."""

_FENCED = re.compile(r"^ {0,3}(```+|~~~+)")
_NOT_PROSE = re.compile(
    r"\s*(#|>|[-*+][ \t]|\d+[.)][ \t]|\||!\[|<|\[TOC\]|\[\^|\*\[|\[[^\]]+\]:|:|={3}|-{3}|\*{3}|\$\$)"
)
MORE = re.compile(
    r"<!--\s*(?:more|read-?more|excerpt|end[-_ ]?excerpt|truncate|pelican_end_summary)\s*-->"
    r"|\{/\*\s*(?:more|excerpt|truncate)\s*\*/\}",
    re.IGNORECASE,
)
"""Where an author ends the summary of a text."""

_TAG = re.compile(r"<[^>]*>")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_ATTRIBUTES = re.compile(r"\{[:#.][^{}]*\}")
_IMAGE = re.compile(r"!\[[^\]]*\](\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]]+)\](\([^)]*\)|\[[^\]]*\])")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)|`([^`]+)`")


def reading_minutes(markdown: str) -> int:
    """Minutes to read the text, 1 at the least."""
    return max(1, round(len(re.findall(r"\w+(?:['’-]\w+)*", markdown)) / WORDS_A_MINUTE))


def excerpt(markdown: str, language: str) -> str:
    """The first paragraph of prose as plain text, cut between two words when it is long; where
    the author marked the end of the summary (``<!-- more -->``), all paragraphs before that."""
    text = markdown[:LOOKED_AT]
    marked = MORE.search(text)
    found = []
    for block in _blocks(text[: marked.start()] if marked else text):
        if not _NOT_PROSE.match(block[0]) and (words := plain(" ".join(block)[:_ENOUGH])):
            found.append(words)
            if not marked or sum(map(len, found)) > MARKED_CHARACTERS:
                break
    if marked and not found:  # a picture is all there is before the mark
        return excerpt(text[marked.end() :], language)
    return _cut(typographic(" ".join(found), language), MARKED_CHARACTERS if marked else EXCERPT_CHARACTERS)


def summary(written: str) -> str:
    """What an author wrote as the summary of a text, as plain text."""
    return _cut(plain(written[:_ENOUGH]), MARKED_CHARACTERS)


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


def plain(text: str) -> str:
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


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest + 1].rsplit(" ", 1)[0][:longest].rstrip(" ,;:.") + "…"
