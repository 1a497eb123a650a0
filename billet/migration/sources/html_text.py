"""Plain text of HTML: titles, names, and the first words of a text that has none."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BLOCK = re.compile(r"</?(?:p|br|div|li|h\d|blockquote|figure|td|pre)\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_LONGEST = 60
"""Characters of a title made of a text."""


def plain(text: str) -> str:
    """Returns a title or name that a tool keeps as HTML."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def first_words(text: str) -> str:
    """Returns the first words of a text, to stand for its title."""
    words = plain(_BLOCK.sub(" ", _UNSEEN.sub(" ", text)))
    return words if len(words) <= _LONGEST else words[:_LONGEST].rpartition(" ")[0] + "…"
