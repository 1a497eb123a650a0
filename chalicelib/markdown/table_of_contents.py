"""The table of contents of a text: its headings as links, where the author wants them or at its head."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.markdown.headings import CONTENTS, headings_in
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.plain_text import text_of
from chalicelib.markdown.words import Words

_LISTED = ("h2", "h3", "h4")


def list_contents(root: Element, words: Words, *, at_head_from: int = 0, foldable: bool = True) -> None:
    """Fills the places where the author wants the headings listed. Where there is none, and `at_head_from`
    headings or more, they are listed above the text; never for 0. `foldable` tells whether readers may fold
    the list, which feed readers do not know."""
    places = list(_places(root))
    if not (places or at_head_from):
        return
    listed = [heading for heading in headings_in(root) if heading.tag in _LISTED]
    if at_head_from and not places and len(listed) >= at_head_from:
        places = [Element("div", {"class": CONTENTS})]
        root.children.insert(0, places[0])
    for place in places:
        if not listed:
            place.attributes.clear()
            continue
        place.children = [_nested_list(listed)]
        if foldable:
            _make_foldable(place, words)


def _places(root: Element) -> Iterator[Element]:
    for element in root.descendants():
        if element.tag == "div" and element.attributes.get("class") == CONTENTS and not element.children:
            yield element


def _make_foldable(place: Element, words: Words) -> None:
    place.tag = "nav"
    # Its links are in the language of the text, which the name of it cannot say apart.
    place.attributes["aria-label"] = words.contents
    summary = Element("summary", dict(words.attributes), [words.contents])
    place.children = [Element("details", {}, [summary, *place.children])]


def _nested_list(headings: list[Element]) -> Element:
    """Returns links to headings as lists within lists, one for each level that is there."""
    root = _list()
    entry = root
    lists = [(0, root)]  # that are open, with the level of their last heading
    for heading in headings:
        level = int(heading.tag[1])
        while len(lists) > 1 and lists[-2][0] >= level:
            lists.pop()
        last_level, entries = lists[-1]
        if entries.children and level > last_level:
            entries = _list()
            entry.children.append(entries)
            lists.append((level, entries))
        lists[-1] = (level, entries)
        entry = Element(
            "li", {}, [Element("a", {"href": f"#{heading.attributes['id']}"}, [text_of(heading)])]
        )
        entries.children.append(entry)
    return root


def _list() -> Element:
    """Returns an empty list; its style has no marks, for which Safari takes its role away."""
    return Element("ul", {"role": "list"})
