"""HTML as a tree: read from the sanitizer's output, changed, and written for its last pass.

The reader knows the one form that `chalicelib.markdown.sanitizer` writes, which is why no full HTML parser
is needed. Nothing here has to be safe: whatever is written is cleaned once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import TypeAlias

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"})
"""Elements without content (WHATWG HTML, "Void elements"), as far as texts may have them."""

_ATTRIBUTES = r'(?: [^\s"=<>]+="[^"]*")*'
# The content of a frame is text to a browser, and shown by none.
_TOKEN = re.compile(
    rf"<iframe(?P<frame>{_ATTRIBUTES})>.*?</iframe>"
    rf"|<(?P<tag>[a-zA-Z][^\s\"/<>]*)(?P<attributes>{_ATTRIBUTES})>|</(?P<end>[a-zA-Z][^\s\"/<>]*)>",
    re.DOTALL,
)
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r' ([^\s"=<>]+)="([^"]*)"')


class Element:
    """An element; its children are elements and texts. The root of a tree has the tag ""."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(
        self, tag: str, attributes: dict[str, str] | None = None, children: Iterable[Node] = ()
    ) -> None:
        self.tag = tag
        self.attributes = {} if attributes is None else attributes
        self.children: list[Node] = list(children)

    @property
    def classes(self) -> list[str]:
        """The names in its `class` attribute."""
        return self.attributes.get("class", "").split()

    def descendants(self) -> Iterator[Element]:
        """All elements in it, in the order of the text."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))


Node: TypeAlias = Element | str


def parse(html: str) -> Element:
    """Returns the root of the tree of a text that the sanitizer has written, without what is hidden."""
    root = element = Element("")
    ancestors: list[Element] = []
    position = 0
    for token in _TOKEN.finditer(html):
        start = token.start()
        if start > position:
            element.children.append(_unescaped(html[position:start]))
        position = token.end()
        frame, tag, attributes, end = token.groups()
        if end is not None:
            if ancestors:
                element = ancestors.pop()
        elif tag is None:
            element.children.append(Element("iframe", _attributes(frame)))
        else:
            child = Element(tag, _attributes(attributes))
            if not (attributes and _is_hidden(child.attributes)):
                element.children.append(child)
            if tag not in VOID:
                ancestors.append(element)
                element = child
    if position < len(html):
        element.children.append(_unescaped(html[position:]))
    return root


def serialize(root: Element) -> str:
    """Returns the HTML of what is in the root."""
    parts: list[str] = []
    waiting: list[Node | tuple[str]] = list(reversed(root.children))
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(escape(node, quote=False))
        elif isinstance(node, tuple):
            parts.append(node[0])
        else:
            parts.append(f"<{node.tag}")
            parts.extend(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
            parts.append(">")
            if node.tag not in VOID:
                waiting.append((f"</{node.tag}>",))
                waiting.extend(reversed(node.children))
    return "".join(parts)


def _is_hidden(attributes: dict[str, str]) -> bool:
    return "hidden" in attributes or bool(_HIDING.search(attributes.pop("style", "")))


def _attributes(written: str) -> dict[str, str]:
    if not written:
        return {}
    return {name: _unescaped(value) for name, value in _ATTRIBUTE.findall(written)}


def _unescaped(text: str) -> str:
    return unescape(text) if "&" in text else text
