"""The papers that links are read on, as ``style.css`` has them: the page, and what is set apart on it."""

from __future__ import annotations

from chalicelib.content.color import Color

BRIGHT = (Color(0xFD, 0xFC, 0xF8), Color(0xF3, 0xF2, 0xF5))
DARK = (Color(0x17, 0x18, 0x1D), Color(0x22, 0x24, 0x2B))
