"""A card as a picture: the page of a notebook, as the site is."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billet.author.cards.fonts import Typeface, drawable, font, typeface_for
from chalicelib.content.card import HEIGHT, NO_LINE, WIDTH, Card
from chalicelib.content.language_tag import direction
from chalicelib.content.problem import Problem
from chalicelib.web.words import day_of_letter

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PAPER, INK, SOFT, LINE = "#fdfcf8", "#23222b", "#5c5b68", "#c7474e"

_MARGIN = 150
"""Pixels from the edge to the red line; the text begins `_GAP` beyond it."""
_GAP = 44
_END = 80
_TOP, _BOTTOM = 84, 84

_SIZES = (84, 76, 68, 60, 52, 46)
"""Pixels of the title, the first that fits counts."""
_MOST_LINES = 5
_SMALL = 32
_COLORS = 48


def draw(card: Card) -> bytes | None:
    """Returns a card as PNG, None where this machine has no font with all its letters."""
    from PIL import Image, ImageDraw

    face = typeface_for(card.title + card.site + card.author, card.font)
    if face is None:
        return None
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    _Page(ImageDraw.Draw(image), face, is_rtl=direction(card.language) == "rtl").write(card)
    out = io.BytesIO()
    image.quantize(_COLORS, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def no_font(keys: Sequence[str]) -> Problem:
    """Returns what is said of articles that have no card."""
    number = len(keys) - 1
    others = f", nor of {number} {'other' if number == 1 else 'others'}" if number else ""
    message = (
        f"no font of this machine has all letters of its title{others}: it has no card for social networks"
    )
    remedy = "Install a font of its script, such as Noto, and the library Raqm where letters join"
    return Problem(keys[0], 0, message, remedy, code="no-font", fatal=False)


@dataclass
class _Page:
    """The page that is written on, from right to left in a language that is."""

    drawing: ImageDraw
    face: Typeface
    is_rtl: bool

    def write(self, card: Card) -> None:
        if card.line != NO_LINE:
            line = self._across(_MARGIN)
            self.drawing.rectangle((line - 2, 0, line + 1, HEIGHT), fill=card.line or LINE)
        foot = HEIGHT - _BOTTOM - _SMALL
        above = " · ".join(
            filter(None, (day_of_letter(card.day, card.words) if card.day else "", card.author))
        )
        self._text(drawable(card.site, self.face), foot, self.face.bold, _SMALL, card.accent or LINE)
        bottom = foot - 36
        if above := drawable(above, self.face):
            self._text(above, foot - 46, self.face.regular, _SMALL, SOFT)
            bottom -= 46
        size, lines = self._title(drawable(card.title, self.face), bottom - _TOP)
        for number, text in enumerate(lines):
            self._text(text, _TOP + round(number * size * 1.2), self.face.bold, size, INK)

    def _title(self, title: str, height: int) -> tuple[int, list[str]]:
        """Returns the size and lines of a title: what does not fit even when it is small is cut."""
        lines: list[str] = []
        size = _SIZES[-1]
        for size in _SIZES:
            lines = list(self._lines(title, size))
            if len(lines) <= _MOST_LINES and len(lines) * size * 1.2 <= height:
                return size, lines
        fitting = min(_MOST_LINES, int(height / (size * 1.2)))
        return size, [*lines[: fitting - 1], self._cut(lines[fitting - 1] + " " + lines[fitting], size)]

    def _lines(self, text: str, size: int) -> Iterator[str]:
        line = ""
        for word in _words(text):
            if line and not self._fits((line + word).rstrip(), size):
                yield line.rstrip()
                line = ""
            line += word
            while not self._fits(line.rstrip(), size):  # a word wider than the page is broken
                end = next(n for n in range(len(line), 0, -1) if n == 1 or self._fits(line[:n], size))
                yield line[:end]
                line = line[end:]
        if line.strip():
            yield line.rstrip()

    def _cut(self, text: str, size: int) -> str:
        while text and not self._fits(text.rstrip() + "…", size):
            text = text[:-1]
        return text.rstrip() + "…"

    def _fits(self, text: str, size: int) -> bool:
        return font(self.face.bold, size).getlength(text) <= WIDTH - _MARGIN - _GAP - _END

    def _text(self, text: str, y: int, name: str, size: int, color: str) -> None:
        anchor = "ra" if self.is_rtl else "la"
        self.drawing.text(
            (self._across(_MARGIN + _GAP), y), text, fill=color, font=font(name, size), anchor=anchor
        )

    def _across(self, x: int) -> int:
        return WIDTH - x if self.is_rtl else x


def _words(text: str) -> Iterator[str]:
    """Yields what a line may end after: words with the space after them, and each character of what is
    written without spaces."""
    word = ""
    for character in text:
        word += character
        if character in " -" or "\u2e80" <= character < "\ud7b0":
            yield word
            word = ""
    if word:
        yield word
