"""The HTML that Ghost made of a post, its cards as plain HTML."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from billet.migration.sources.ghost.card_values import CARDS
from billet.migration.sources.ghost.cards import render_card
from billet.migration.sources.html_tree import classes_of, parsed, replace, serialized

_FOR_MEMBERS = re.compile(
    r"<!--\s*kg-gated-block:begin\b(?=[^<>]*\bnonMember:false\b)[^<>]*+>.*?(?:<!--\s*kg-gated-block:end\s*-->|\Z)",
    re.DOTALL,
)
_MARKS = re.compile(r"<!--\s*(?:kg-card-(?:begin|end)|kg-gated-block:|members-only|POST_CONTENT)[^<>]*+>")
_SIZE = re.compile(r"(/content/images/)size/[^/\"'\s]+/(?:format/[^/\"'\s]+/)?")
"""Where Ghost has the smaller copies of a picture."""

_SPACES = re.compile(r"white-space:\s*pre-wrap;?")
_ATTRIBUTES = {"img": ("src", "alt", "title"), "figure": (), "figcaption": ()}


def plain_html(html: str, losses: list[str]) -> str:
    """Returns the HTML of a post without what only Ghost's style sheets and scripts understand; what does
    not come joins `losses`."""
    shown = _FOR_MEMBERS.sub("", html)
    if shown != html:
        losses.append("a part that only members saw")
    shown = _SIZE.sub(r"\1", _MARKS.sub("", shown))
    root = parsed(shown)
    _simplify(root, losses, shown)
    return serialized(root)


def _simplify(parent: ET.Element, losses: list[str], html: str) -> None:
    for element in list(parent):
        tag: object = element.tag
        if not isinstance(tag, str):  # a comment
            continue
        _simplify(element, losses, html)
        card = next((CARDS[name] for name in classes_of(element) if name in CARDS), None)
        if card:
            name, values_of = card
            replace(parent, element, parsed(render_card(name, values_of(element), losses)))
        elif element.tag == "span" and _SPACES.fullmatch(element.get("style", "").strip()):
            replace(parent, element, element)
        else:
            _strip_attributes(element, html)


def _strip_attributes(element: ET.Element, html: str) -> None:
    if (kept := _ATTRIBUTES.get(str(element.tag))) is not None:
        element.attrib = {name: value for name, value in element.attrib.items() if name in kept}
    if re.fullmatch(r"h\d", str(element.tag)) and f'href="#{element.get("id")}"' not in html:
        element.attrib.pop("id", None)
