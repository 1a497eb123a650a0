"""The headings of a text's tree: their ids, and their levels below the title."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.content.slug import slugify
from chalicelib.markdown.html_tree import Element
from chalicelib.markdown.plain_text import text_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTENTS = "toc"
"""The class of the element that lists the headings: it is empty until they are known."""


def headings_in(root: Element) -> list[Element]:
    """Returns the headings of a tree, in the order of the text."""
    return [element for element in root.descendants() if element.tag in HEADINGS]


def id_of(element: Element) -> str:
    """Returns the id of an element, "" where it has none. The name of a link was its id before HTML 5."""
    attributes = element.attributes
    return attributes.get("id") or (attributes.get("name", "") if element.tag == "a" else "")


def give_ids(root: Element) -> None:
    """Gives each heading an id made of its words, if it has none."""
    headings = headings_in(root)
    if not headings:
        return
    ids = {id for element in root.descendants() if (id := id_of(element))}
    numbers: dict[str, int] = {}
    for heading in headings:
        if not heading.attributes.get("id"):
            heading.attributes["id"] = _unused_id(slugify(text_of(heading)), ids, numbers)


def _unused_id(slug: str, ids: set[str], numbers: dict[str, int]) -> str:
    """Returns an id that is not among `ids`, and adds it. Headings of one name have ``name``, ``name_1``,
    ``name_2``, to which others link; `numbers` are the last of each name."""
    id = slug
    while not id or id in ids:
        numbers[slug] = numbers.get(slug, 0) + 1
        id = f"{slug}_{numbers[slug]}"
    ids.add(id)
    return id


def lower_headings(root: Element) -> None:
    """Moves the first heading of level 1, which is that of the page's title, and all below it one level down.
    Those above it are below the title as they are."""
    headings = headings_in(root)
    levels = [int(heading.tag[1]) for heading in headings]
    for heading, level in zip(headings, lowered(levels), strict=True):
        heading.tag = f"h{level}"


def lowered(levels: Sequence[int]) -> list[int]:
    """Returns the levels that headings are shown with, of those that they are written with. There is no level
    below the sixth."""
    first = levels.index(1) if 1 in levels else len(levels)
    return [*levels[:first], *(min(level + 1, len(HEADINGS)) for level in levels[first:])]
