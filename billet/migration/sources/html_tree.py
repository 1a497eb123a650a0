"""HTML as a tree: read as browsers read it, and written again."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import html5lib

from billet.migration.nesting import without_deep_elements


def parsed(html: str) -> ET.Element:
    """Returns the root above the elements of a piece of HTML."""
    fragment: ET.Element = html5lib.parseFragment(
        without_deep_elements(html), treebuilder="etree", namespaceHTMLElements=False
    )
    return fragment


def serialized(element: ET.Element) -> str:
    """Returns the HTML of what is below a root of `parsed`."""
    text: str = html5lib.serialize(
        element,
        tree="etree",
        omit_optional_tags=False,
        quote_attr_values="always",
        alphabetical_attributes=False,
    )
    return text


def inner_html(element: ET.Element | None) -> str:
    """Returns the HTML within an element; "" where there is none."""
    if element is None:
        return ""
    copy = ET.Element("DOCUMENT_FRAGMENT")
    copy.text = element.text
    copy.extend(list(element))
    return serialized(copy).strip()


def replace(parent: ET.Element, old: ET.Element, contents: ET.Element) -> None:
    """Puts text and children of `contents` in the place of an element."""
    index = list(parent).index(old)
    children, tail = list(contents), old.tail or ""
    parent.remove(old)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    _add_text(parent, index, contents.text or "")
    _add_text(parent, index + len(children), tail)


def _add_text(parent: ET.Element, index: int, text: str) -> None:
    """Adds text before the child at `index`."""
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def classes_of(element: ET.Element) -> list[str]:
    """Returns the classes of an element, in their order."""
    return element.get("class", "").split()


def of_class(element: ET.Element, *names: str) -> Iterator[ET.Element]:
    """Yields an element and those below it that have one of the classes."""
    for child in element.iter():
        if isinstance(child.tag, str) and any(name in classes_of(child) for name in names):
            yield child
