"""Quotes, dashes and spaces of the text's language, in the tree of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from chalicelib.content.quotation_marks import quotation_marks
from chalicelib.content.typography import OBJECT, Edit, edits

_VERBATIM = frozenset({"code", "pre", "kbd", "samp", "tt", "var", "script", "style", "math"})
_INLINE = frozenset({"a", "abbr", "b", "del", "em", "i", "ins", "mark", "s", "small", "span", "strong", "u"})
_OBJECTS = frozenset({"img", "input", "sup", *_VERBATIM})
# What the pipeline has put aside: HTML by its number, a sign by its code.
_ASIDE = re.compile(r"\x02(?:wzxhzdk:(?P<html>\d+)|\d+|[^\x03]*)\x03")
_TAG = re.compile(r"<(?P<end>/)?(?P<name>[a-zA-Z][a-zA-Z0-9]*)")


@dataclass(slots=True)
class _Piece:
    """A part of a text in the tree; what must stay as it is has a `mask`, of any length, in its place."""

    text: str
    mask: str | None = None


@dataclass(slots=True)
class _Line:
    """The texts of one block in their order: the element of each, and whether it stands behind it."""

    places: list[tuple[Element, bool, list[_Piece]]] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)


class Typesetting(Treeprocessor):
    """Sets the texts of a tree, each block as a whole: marks within it do not part words from their
    quotes."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self._language = language
        self._line = _Line()
        self._verbatim_tags = 0  # of the author's own that are open

    def run(self, root: Element) -> None:
        if quotation_marks(self._language):
            self._visit(root)
            self._end_line()

    def _visit(self, element: Element) -> None:
        if element.text and element.text != "\n":
            self._add(element, element.text, is_tail=False)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                self._visit(child)
            elif tag in _OBJECTS:
                self._line.pieces.append(_Piece("", OBJECT))
            elif tag == "br":
                self._line.pieces.append(_Piece("", "\n"))
            else:
                self._end_line()
                self._visit(child)
                self._end_line()
            if child.tail and child.tail != "\n":
                self._add(child, child.tail, is_tail=True)

    def _add(self, element: Element, text: str, *, is_tail: bool) -> None:
        if isinstance(text, AtomicString):
            self._line.pieces.append(_Piece("", OBJECT))
            return
        if "\x02" not in text and not self._verbatim_tags:
            pieces = [_Piece(text)]
        else:
            pieces = self._without_aside(text)
        self._line.places.append((element, is_tail, pieces))
        self._line.pieces.extend(pieces)

    def _without_aside(self, text: str) -> list[_Piece]:
        pieces: list[_Piece] = []
        position = 0
        for aside in _ASIDE.finditer(text):
            if aside.start() > position:
                pieces.append(_Piece(text[position : aside.start()], OBJECT if self._verbatim_tags else None))
            pieces.append(_Piece(aside[0], self._mask(aside)))
            position = aside.end()
        if position < len(text):
            pieces.append(_Piece(text[position:], OBJECT if self._verbatim_tags else None))
        return pieces

    def _mask(self, aside: re.Match[str]) -> str:
        if aside["html"] is None:
            return OBJECT
        html = str(self.md.htmlStash.rawHtmlBlocks[int(aside["html"])])
        tag = _TAG.match(html)
        if not tag:
            return ""
        name = tag["name"].lower()
        if name in _VERBATIM:
            self._verbatim_tags = max(0, self._verbatim_tags + (-1 if tag["end"] else 1))
            return OBJECT
        return "\n" if name == "br" else OBJECT if name == "img" else ""

    def _end_line(self) -> None:
        self._verbatim_tags = 0
        line = self._line
        if not line.pieces:
            return
        self._line = _Line()
        pieces = line.pieces
        text = "".join([piece.text if piece.mask is None else piece.mask for piece in pieces])
        changes = edits(text, self._language)
        if not changes:
            return
        _apply(pieces, changes)
        for element, is_tail, parts in line.places:
            new = "".join([part.text for part in parts])
            if is_tail:
                element.tail = new
            else:
                element.text = new


def _apply(pieces: list[_Piece], changes: list[Edit]) -> None:
    """Changes the pieces of a text. What is replaced in several stands in the first of them then."""
    waiting = iter(changes)
    change = next(waiting, None)
    start = 0  # of the piece in the text
    for piece in pieces:
        if change is None:
            return
        length = len(piece.text if piece.mask is None else piece.mask)
        end = start + length
        if piece.mask is None:
            parts: list[str] = []
            position = start
            while change and change.start < end:
                if change.start >= position:
                    parts.append(piece.text[position - start : change.start - start])
                if change.start >= start:
                    parts.append(change.new)
                position = min(change.end, end)
                if change.end > end:
                    break  # the next piece loses its part of it
                change = next(waiting, None)
            parts.append(piece.text[position - start :])
            piece.text = "".join(parts)
        else:
            while change and change.end <= end:
                change = next(waiting, None)
        start = end
