"""Headings: what they say, and a link to each of them."""

from __future__ import annotations

import re
from html import escape, unescape

from chalicelib.markdown.tags import ATTRIBUTES
from chalicelib.markdown.words import Words

_HEADING = re.compile(rf"<h([1-6])({ATTRIBUTES})>([^<]*(?:<(?!/?h[1-6][ >])[^<]*)*)</h\1>")
_ID = re.compile(r' id="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")

Headings = tuple[tuple[int, str], ...]


def headings_of(html: str) -> Headings:
    """Level and text of each heading."""
    return tuple((int(found[1]), _text(found)) for found in _HEADING.finditer(html))


def with_permalinks(html: str, words: Words) -> str:
    """The text with a link beside each heading that has an id. It stands beside it and not in it,
    since a heading is also read out in lists; its sign comes from the stylesheet."""

    def linked(found: re.Match[str]) -> str:
        anchor = _ID.search(found[2])
        if not anchor or not anchor[1]:
            return found[0]
        label = escape(words.permalink.format(_text(found)))
        link = f'<a class="permalink" href="#{anchor[1]}" aria-label="{label}"></a>'
        return f'<div class="heading">{found[0]}{link}</div>'

    return _HEADING.sub(linked, html)


def _text(heading: re.Match[str]) -> str:
    return " ".join(unescape(_TAG.sub("", heading[3])).split())
