"""The fonts of this machine that a card is written in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from chalicelib.content.typography import NO_BREAK, THIN

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SERIF = (
    ("Georgia Bold.ttf", "Georgia.ttf"),
    ("georgiab.ttf", "georgia.ttf"),
    ("LiberationSerif-Bold.ttf", "LiberationSerif-Regular.ttf"),
    ("NotoSerif-Bold.ttf", "NotoSerif-Regular.ttf"),
    ("DejaVuSerif-Bold.ttf", "DejaVuSerif.ttf"),
    ("Times New Roman Bold.ttf", "Times New Roman.ttf"),
    ("timesbd.ttf", "times.ttf"),
)
_SANS = (
    ("segoeuib.ttf", "segoeui.ttf"),
    ("LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf"),
    ("NotoSans-Bold.ttf", "NotoSans-Regular.ttf"),
    ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf"),
    ("Arial Bold.ttf", "Arial.ttf"),
    ("arialbd.ttf", "arial.ttf"),
)
_OTHER_SCRIPTS = (
    ("Arial Unicode.ttf", "Arial Unicode.ttf"),
    ("NotoNaskhArabic-Bold.ttf", "NotoNaskhArabic-Regular.ttf"),
    ("NotoSerifHebrew-Bold.ttf", "NotoSerifHebrew-Regular.ttf"),
    ("NotoSerifCJK-Bold.ttc", "NotoSerifCJK-Regular.ttc"),
    ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"),
    ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc"),
    ("AppleSDGothicNeo.ttc", "AppleSDGothicNeo.ttc"),
    ("msyhbd.ttc", "msyh.ttc"),
    ("YuGothB.ttc", "YuGothM.ttc"),
    ("malgunbd.ttf", "malgun.ttf"),
)
# The names of files, bold and regular, as macOS, Windows and Linux have them: Pillow knows their folders.

_SAMPLE = 40
"""Pixels at which a letter is looked for."""


@dataclass(frozen=True)
class Typeface:
    """A bold and a regular font of one family, by the names of their files."""

    bold: str
    regular: str


def typeface_for(text: str, style: Literal["serif", "sans"] = "serif") -> Typeface | None:
    """Returns the first typeface of this machine that has all letters of a text, None where there is none.

    What Pillow alone cannot set, such as Arabic and Devanagari, needs the library Raqm.
    """
    from PIL import features

    letters = frozenset(filter(_needs_glyph, text))
    if any(map(_is_complex, letters)) and not features.check("raqm"):
        return None
    faces = installed_typefaces(style)
    return next((face for face in faces if all(_has(face, letter) for letter in letters)), None)


def drawable(text: str, face: Typeface) -> str:
    """Returns a text without the emoji and other signs that a typeface lacks, its spaces of one width."""
    kept = [c for c in text if c.isspace() or _needs_glyph(c) or _has(face, c)]
    line = "".join(NO_BREAK if c in (NO_BREAK, THIN) else " " if c.isspace() else c for c in kept)
    return re.sub(" {2,}", " ", line).strip()


@cache
def installed_typefaces(style: Literal["serif", "sans"] = "serif") -> tuple[Typeface, ...]:
    """Returns those that this machine has, those of the style first."""
    families = _SERIF + _SANS if style == "serif" else _SANS + _SERIF
    return tuple(Typeface(*names) for names in families + _OTHER_SCRIPTS if all(map(_is_installed, names)))


@cache
def font(name: str, size: int) -> FreeTypeFont:
    """Returns a font in pixels. Raises `OSError` where the machine has none of that name."""
    from PIL import ImageFont

    return ImageFont.truetype(name, size)


def _is_installed(name: str) -> bool:
    try:
        font(name, _SAMPLE)
    except OSError:
        return False
    return True


@cache
def _has(face: Typeface, character: str) -> bool:
    """Whether both fonts draw a character otherwise than one that no font has."""
    return all(_mask(name, character) != _mask(name, "\uffff") for name in (face.bold, face.regular))


@cache
def _mask(name: str, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font(name, _SAMPLE).getmask(character)
    return mask.size, bytes(mask)


def _needs_glyph(character: str) -> bool:
    """Whether a title without this character would be another one: signs such as emoji may be left out."""
    category = unicodedata.category(character)
    return category[0] in "LNP" or category in ("Mc", "Sm", "Sc")


def _is_complex(letter: str) -> bool:
    """Whether a letter changes with its neighbours, or stands in a script from right to left."""
    return "\u0590" <= letter < "\u1100" or (letter >= "\U00010800" and letter < "\U00020000")
