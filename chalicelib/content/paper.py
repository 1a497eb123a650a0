"""The papers that links are read on, as ``style.css`` has them: the page, and what is set apart on it."""

from __future__ import annotations

from chalicelib.content.color import Color

BRIGHT = (Color(0xFB, 0xFA, 0xF6), Color(0xF3, 0xF0, 0xE8))
DARK = (Color(0x1A, 0x19, 0x17), Color(0x25, 0x23, 0x1F))
