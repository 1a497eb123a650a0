"""The places in a text that links lead to, by their ids and by the names that other tools have for them.

GitHub, Hugo and Docusaurus keep accents and drop punctuation, and number headings of one name ``-1``, ``-2``;
Kramdown and Pandoc drop what comes before the first letter, Kramdown also each letter that is not ASCII;
Obsidian writes the heading itself. So names are compared by their letters and digits alone, without accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from chalicelib.content.slug import slugify
from chalicelib.markdown.headings import HEADINGS, id_of
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.plain_text import text_of

TOP = "top"
"""The place that each page has without an element (WHATWG HTML, "Scrolling to a fragment")."""

MAX_ANCHORS = 1000
"""Places in one text beyond which links to them are left as they are written."""

_BEFORE_LETTER = re.compile(r"^[\W\d_]+")
_BEFORE_ASCII_LETTER = re.compile(r"^[^a-zA-Z]+")
_NO_ASCII = re.compile(r"[^\x00-\x7f]")
_OF_GITHUB = "user-content-"
# What follows it is found by the browser (URL fragment text directives).
_DIRECTIVE = ":~:"
_OF_PAGE = re.compile(
    r"main_content|latest_articles|(?:share|featured|related|series|worth_reading|reach)_heading|series_box"
    r"|comments_(?:section|heading)|comment_\w+"
)
"""Ids that the templates of pages have around a text."""


@dataclass(frozen=True)
class Anchor:
    """A place in a text. `names` are those by which it is compared besides its id."""

    id: str
    names: tuple[str, ...] = ()


class Anchors:
    """The places of one text."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        places = list(anchors)
        self._is_complete = len(places) < MAX_ANCHORS
        self._ids = {place.id for place in places}
        self._names: dict[str, str] = {}
        for place in places:
            self._names.setdefault(_compared(place.id), place.id)
        for place in places:
            for name in place.names:
                self._names.setdefault(name, place.id)

    def find(self, fragment: str) -> str | None:
        """Returns the fragment that leads to the place a `fragment` of an address means, both without the
        ``#``; None where no place is meant."""
        written, mark, directive = fragment.partition(_DIRECTIVE)
        name = unicodedata.normalize("NFC", unquote(written)).strip()
        if not name or name.lower() == TOP or name in self._ids or _OF_PAGE.fullmatch(name):
            return fragment
        id = self._names.get(_compared(name.removeprefix(_OF_GITHUB))) if _compared(name) else None
        if id is None:
            return None if self._is_complete else fragment
        return quote(id, safe=":;,@!$&'()*+=/?~") + mark + directive


def anchors_of(root: Element, title: Element | None = None) -> list[Anchor]:
    """Returns the places of a tree whose headings have their ids, and that of the `title` which was taken out
    of it: the top of the page."""
    namer = _Namer()
    anchors = []
    if title:
        own = _compared(title.attributes.get("id", ""))
        anchors.append(Anchor(TOP, tuple(dict.fromkeys(filter(None, (own, *namer.names_of(title)))))))
    for element in root.descendants():
        if id := id_of(element):
            names = namer.names_of(element) if element.tag in HEADINGS else ()
            anchors.append(Anchor(id, tuple(name for name in names if name != _compared(id))))
            if len(anchors) == MAX_ANCHORS:
                break
    return anchors


class _Namer:
    """Names the headings of one text as other tools do."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def names_of(self, heading: Element) -> tuple[str, ...]:
        """Returns the names of the next heading as they are compared, the likeliest first."""
        text = text_of(heading)
        bare = _BEFORE_LETTER.sub("", text)
        ascii_only = _NO_ASCII.sub("", _BEFORE_ASCII_LETTER.sub("", text))
        names = dict.fromkeys(map(_compared, (text, bare, ascii_only)))
        return tuple(self._numbered(name) for name in names if name)

    def _numbered(self, name: str) -> str:
        number = self._numbers.get(name, 0)
        self._numbers[name] = number + 1
        return f"{name}{number}" if number else name


def _compared(name: str) -> str:
    return slugify(name, "")
