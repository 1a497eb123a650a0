"""Plain text of HTML: titles, names, and the first words of a text that has none."""

from __future__ import annotations

import html
import re

_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z)|</?[A-Za-z](?:"[^"]*"|'[^']*'|[^<>"'])*>|</?[A-Za-z][^<>]*>""", re.DOTALL
)
_BLOCK = re.compile(r"</?(?:p|br|div|li|h\d|blockquote|figure|td|pre)\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LONGEST = 60
"""Characters of a title made of a text."""


def plain(text: str) -> str:
    """Returns what is to be read of a title, a name or a text in HTML, on one line."""
    return " ".join(html.unescape(_MARKUP.sub("", text)).split())


def first_words(text: str) -> str:
    """Returns the first words of a text, to stand for its title."""
    words = plain(_BLOCK.sub(" ", _UNSEEN.sub(" ", text)))
    return (
        words if len(words) <= _LONGEST else (words[:_LONGEST].rpartition(" ")[0] or words[:_LONGEST]) + "…"
    )
