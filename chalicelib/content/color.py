"""Colours: read as CSS writes them, and held against the paper they are to be read on.

Contrast is that of WCAG 2. The nearest colour that can be read is looked for in OKLCH, whose lightness is the
one that eyes see: the hue stays, and the chroma as far as screens have it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_CONTRAST = 5.2
"""The contrast of links with their paper: WCAG 2 asks for 4.5, and phones are read in the sun."""

_STEPS = 400
"""Steps of lightness between black and white in which a colour is looked for."""

_HEX = re.compile(r"#([0-9a-fA-F]{6})")

# From linear light to what the three kinds of cones receive, and from there to lightness, green-red and
# blue-yellow (OKLab); and back.
_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_CONES_OF_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_LIGHT_OF_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Color:
    """A colour of a screen, each part from 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def light(self) -> Vector:
        """Red, green and blue as amounts of light, from 0 to 1."""
        red, green, blue = (_linear(part / 255) for part in (self.red, self.green, self.blue))
        return red, green, blue

    @property
    def luminance(self) -> float:
        """How bright it is, from 0 to 1 (WCAG 2)."""
        red, green, blue = self.light
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    @property
    def oklab(self) -> Vector:
        """Lightness from 0 to 1, green-red and blue-yellow."""
        cones = _times(_CONES, self.light)
        return _times(_LAB, (math.cbrt(cones[0]), math.cbrt(cones[1]), math.cbrt(cones[2])))


def read_color(text: str) -> Color | None:
    """Returns the colour that CSS means by a text such as ``#8a3b1f``, ``teal`` or ``rgb(138, 59, 31)``; None
    for what is no colour, or one that lets through what is behind it."""
    if match := _HEX.fullmatch(text):
        red, green, blue = bytes.fromhex(match[1])
        return Color(red, green, blue)
    from tinycss2 import color3  # imported late: readers have colours in the form above

    color = color3.parse_color(text)
    if not isinstance(color, color3.RGBA) or color.alpha != 1:
        return None
    red, green, blue = (round(255 * min(max(part, 0), 1)) for part in color[:3])
    return Color(red, green, blue)


def contrast(first: Color, second: Color) -> float:
    """Returns the contrast of two colours, from 1 to 21 (WCAG 2)."""
    darker, brighter = sorted((first.luminance, second.luminance))
    return (brighter + 0.05) / (darker + 0.05)


def least_contrast(color: Color, papers: Sequence[Color]) -> float:
    """Returns the contrast of a colour with that of several papers on which it is hardest to read."""
    return min(contrast(color, paper) for paper in papers)


def is_readable(color: Color, papers: Sequence[Color]) -> bool:
    """Returns whether links of a colour can be read on each of several papers."""
    return least_contrast(color, papers) >= LEAST_CONTRAST


def nearest_readable(color: Color, papers: Sequence[Color]) -> Color:
    """Returns the colour itself where it can be read on all of these papers, which are all bright or all
    dark; else the next darker or brighter one of its hue that can."""
    if is_readable(color, papers):
        return color
    lightness, green_red, blue_yellow = color.oklab
    chroma, hue = math.hypot(green_red, blue_yellow), math.atan2(blue_yellow, green_red)
    end = 0.0 if papers[0].luminance > 0.5 else 1.0
    for step in range(1, _STEPS + 1):
        candidate = _of_oklch(lightness + (end - lightness) * step / _STEPS, chroma, hue)
        if is_readable(candidate, papers):
            return candidate
    raise AssertionError("black can be read on bright paper, and white on dark")


def _of_oklch(lightness: float, chroma: float, hue: float) -> Color:
    """Returns the colour that a screen has with this lightness and hue; its chroma is as large as can be
    shown, and no larger than `chroma`."""
    least, most = 0.0, chroma
    light = _light_of(lightness, chroma, hue)
    if not _is_shown(light):
        for _ in range(16):
            middle = (least + most) / 2
            least, most = (middle, most) if _is_shown(_light_of(lightness, middle, hue)) else (least, middle)
        light = _light_of(lightness, least, hue)
    red, green, blue = (round(255 * _encoded(min(max(part, 0), 1))) for part in light)
    return Color(red, green, blue)


def _light_of(lightness: float, chroma: float, hue: float) -> Vector:
    roots = _times(_CONES_OF_LAB, (lightness, chroma * math.cos(hue), chroma * math.sin(hue)))
    return _times(_LIGHT_OF_CONES, (roots[0] ** 3, roots[1] ** 3, roots[2] ** 3))


def _is_shown(light: Vector) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in light)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _times(matrix: Sequence[Vector], vector: Vector) -> Vector:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third
