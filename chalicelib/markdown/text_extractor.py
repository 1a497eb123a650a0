"""What a text says: title, headings, excerpt and all its words, from one walk over its tree."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chalicelib.markdown.headings import HEADINGS
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.plain_text import (
    FORMULA,
    TEMPLATE_TAG,
    in_one_line,
    is_formula,
    is_hidden,
    is_template_tag,
    text_of,
)
from chalicelib.markdown.sanitizer import MORE

MAX_TITLE = 1000
"""Characters of a heading beyond which it is no title."""

MAX_EXCERPT = 280
MAX_SUMMARY = 1000
"""Characters of what the author marked or wrote as the summary."""

_NO_PROSE = {
    "aside", "blockquote", "details", "dl", "figcaption", "figure", "footer", "nav", "ol", "pre", "summary",
    "table", "ul",
}  # fmt: skip
_BLOCKS = _NO_PROSE | {
    "address", "article", "br", "caption", "center", "dd", "div", "dt", "header", "hgroup", "hr", "li",
    "main", "p", "section", "td", "th", "tr",
}  # fmt: skip
_JOINER = "\N{ZERO WIDTH JOINER}"
_UNSPACED = (
    "[\u0e00-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
)
_NO_PROSE_CLASSES = frozenset({"callout", "footnote", "highlight"})


@dataclass(frozen=True)
class ExtractedText:
    """`title` is the text of the first heading of level 1, else of the first; `headings` are level and text
    of each; `text` is all that is read, on one line."""

    title: str
    headings: tuple[tuple[int, str], ...]
    excerpt: str
    text: str


def extract_text(root: Element) -> ExtractedText:
    """Returns what a text says. The tree is not changed. Raises `RecursionError` for a deep one."""
    extractor = _TextExtractor()
    extractor.visit(root, is_prose=True)
    return ExtractedText(
        extractor.title(),
        tuple(extractor.headings),
        extractor.excerpt(),
        in_one_line(part for part in extractor.parts if part is not FORMULA),
    )


def opening_heading(root: Element) -> Element | None:
    """Returns the heading of level 1 that a text begins with, if it does and may be its title."""
    for child in root.children:
        if isinstance(child, Element):
            is_title = child.tag == "h1" and 0 < len(text_of(child)) <= MAX_TITLE
            return child if is_title else None
        if child.strip():
            return None
    return None


def shorten(text: str, length: int) -> str:
    """Returns a text, cut between two words where it is longer than `length` characters; between two letters
    where its script has no spaces, as those of Chinese, Japanese and Thai."""
    if len(text) <= length:
        return text
    end = text.rfind(" ", 0, length + 1)
    is_spaced = end >= length * 3 // 4 or not re.match(_UNSPACED, text[length : length + 1])
    if end < 0 or not is_spaced:
        end = length
        while end > 1 and (unicodedata.category(text[end])[0] == "M" or _JOINER in text[end - 1 : end + 1]):
            end -= 1  # a letter and its marks are one
    return text[:end].rstrip(" ,;:.、。，；：") + "…"


class _TextExtractor:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self._titles: list[tuple[int, str]] = []
        self._paragraphs: list[str] = []
        self._quotes: list[str] = []
        self._summary: list[str] | None = None  # the paragraphs before the author's mark
        self._paragraph_start: int | None = None  # among `parts`

    def title(self) -> str:
        of_level_1 = [text for level, text in self._titles if level == 1]
        return next(iter(of_level_1 or [text for _, text in self._titles]), "")

    def excerpt(self) -> str:
        """The first paragraph, or all before the mark; the first after it, where only a picture is before. A
        text without any begins with what it quotes."""
        if self._summary:
            return shorten(" ".join(self._summary), MAX_SUMMARY)
        return shorten(next(iter(self._paragraphs or self._quotes), ""), MAX_EXCERPT)

    def visit(self, element: Element, *, is_prose: bool) -> None:
        parts = self.parts
        for child in element.children:
            if isinstance(child, str):
                parts.append(child)
                continue
            tag = child.tag
            if is_formula(child):
                parts.append(FORMULA)
            elif is_template_tag(child):
                parts.append(TEMPLATE_TAG)
            elif tag == "p" and is_prose:
                self._paragraph_start = len(parts)
                self.visit(child, is_prose=False)
                self._end_paragraph()
                parts.append(" ")
            elif tag in HEADINGS:
                parts.append(" ")
                self._add_heading(child, is_prose=is_prose)
            elif tag in _BLOCKS:
                parts.append(" ")
                is_prose_inside = (
                    is_prose and tag not in _NO_PROSE and _NO_PROSE_CLASSES.isdisjoint(child.classes)
                )
                start = len(parts)
                if not is_hidden(child):
                    self.visit(child, is_prose=is_prose_inside)
                if tag == "blockquote" and is_prose and not self._quotes:
                    self._quotes.append(in_one_line(parts[start:]))
                parts.append(" ")
            elif MORE in child.attributes:
                self._end_summary()
            elif not is_hidden(child):
                self.visit(child, is_prose=is_prose)

    def _add_heading(self, heading: Element, *, is_prose: bool) -> None:
        start = len(self.parts)
        self.visit(heading, is_prose=False)
        text = in_one_line(self.parts[start:])
        self.parts.append(" ")
        level = int(heading.tag[1])
        self.headings.append((level, text))
        if is_prose and 0 < len(text) <= MAX_TITLE:
            self._titles.append((level, text))

    def _end_paragraph(self) -> None:
        if self._paragraph_start is not None:
            text = in_one_line(self.parts[self._paragraph_start :])
            self._paragraph_start = None
            # One is all that is needed, but before a mark that may come.
            if re.search(r"\w", text) and (self._summary is None or not self._paragraphs):
                self._paragraphs.append(text)

    def _end_summary(self) -> None:
        if self._summary is None:
            is_inside = self._paragraph_start is not None
            self._end_paragraph()
            self._summary, self._paragraphs = self._paragraphs, []
            if is_inside:
                self._paragraph_start = len(self.parts)
