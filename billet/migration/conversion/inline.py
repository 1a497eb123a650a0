"""What stands in a line: marks, and spaces where they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chalicelib.markdown.html_tree import Element, Node
from chalicelib.markdown.pictures import COLUMN_WIDTH
from chalicelib.markdown.sanitizer import MORE

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "map",
        "mark",
        "math",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)

MARKS = frozenset(
    {"a", "b", "big", "del", "em", "i", "ins", "mark", "s", "small", "span", "strike", "strong", "u"}
)
"""Marks whose spaces at their ends may stand outside them as well."""

_CLASSES = frozenset(
    [
        "callout",
        "template",
        "formula",
        "footnote",
        "footnote-ref",
        "footnote-backref",
        "toc",
        "note",
        "left",
        "right",
        "center",
        "hll",
    ]
)
"""Classes that change what readers of Billet see; any other is that of the old tool's style sheet."""

_IDS_OF_TOOLS = re.compile(r"(?:attachment_|more-|gallery-|caption-attachment-|post-|h-)\d*|BLOGGER_.*")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def effective_attributes(element: Element) -> dict[str, str]:
    """Returns the attributes of an element that make a difference to readers."""
    tag = element.tag
    attributes: dict[str, str] = {}
    for written_name, written in element.attributes.items():
        name = "id" if written_name == "name" and tag == "a" else written_name
        value = " ".join(word for word in element.classes if word in _CLASSES) if name == "class" else written
        if not (
            name in ("rel", "target", "role")
            or name.startswith("aria-")
            or _is_default(tag, name, value)
            or (name == "id" and _IDS_OF_TOOLS.fullmatch(value))
        ):
            attributes[name] = value
    if tag == "img":
        return _of_picture(attributes)
    return attributes


def _is_default(tag: str, name: str, value: str) -> bool:
    return (
        (name in ("alt", "id", "class", "title", "lang", "dir") and not value)
        or (tag, name, value) in (("ol", "start", "1"), ("ol", "type", "1"), ("ol", "type", "decimal"))
        or (name in ("colspan", "rowspan") and value == "1")
        or (tag == "a" and name == "hreflang")
    )


def _of_picture(attributes: dict[str, str]) -> dict[str, str]:
    """Returns the attributes of a picture, its size as attributes, where it makes a difference."""
    width, height = attributes.get("width", ""), attributes.get("height", "")
    if sized := re.fullmatch(r"(.*?)\|(\d{1,4})(?:x(\d{1,4}))?", attributes.get("alt", ""), re.DOTALL):
        attributes["alt"], width, height = sized[1].strip(), width or sized[2], height or sized[3] or ""
    attributes = {n: v for n, v in attributes.items() if n not in ("width", "height") and (n != "alt" or v)}
    if "alt" in attributes:
        attributes["alt"] = " ".join(attributes["alt"].split())
    if width.isdecimal() and int(width) >= COLUMN_WIDTH:
        return attributes
    size = {name: value for name, value in (("width", width), ("height", height)) if value}
    return attributes | size


def is_inline(element: Element) -> bool:
    """Returns whether an element stands in a line, with all that is in it."""
    return element.tag in INLINE and all(child.tag in INLINE for child in element.descendants())


def tidy_line(nodes: Iterable[Node]) -> list[Node]:
    """Returns the nodes of a line with the spaces that are shown, outside of marks, and without what shows
    nothing."""
    return _trim(_tidied(nodes))


def _tidied(nodes: Iterable[Node]) -> list[Node]:
    line: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            _add(line, _BLANKS.sub(" ", node))
            continue
        if node.tag in ("a", "span") and not effective_attributes(node):
            for child in _tidied(node.children):
                _add(line, child)
            continue
        if node.tag not in ("code", "math"):
            node.children = _tidied(node.children)
        if node.tag in MARKS:
            for part in _with_spaces_outside(node):
                _add(line, part)
        else:
            _add(line, node)
    return line


def _with_spaces_outside(mark: Element) -> list[Node]:
    before: list[Node] = []
    after: list[Node] = []
    children = mark.children
    while children and (edge := _edge(children[0], is_first=True)):
        before.append(edge[0])
        children[:1] = edge[1]
    while children and (edge := _edge(children[-1], is_first=False)):
        after.insert(0, edge[0])
        children[-1:] = edge[1]
    keeps_place = bool(effective_attributes(mark).keys() - {"href", "title"})
    return [*before, *([mark] if children or keeps_place else []), *after]


def _edge(node: Node, *, is_first: bool) -> tuple[Node, list[Node]] | None:
    """Returns the space or line break at the edge of a mark, and what is left of its first or last child."""
    if isinstance(node, Element):
        return (node, []) if node.tag == "br" else None
    if (is_first and node.startswith(" ")) or (not is_first and node.endswith(" ")):
        rest = node[1:] if is_first else node[:-1]
        return " ", [rest] if rest else []
    return None if node else ("", [])


def _add(line: list[Node], node: Node) -> None:
    """Adds a node to a line; of spaces that follow each other one is shown."""
    if isinstance(node, Element):
        line.append(node)
        return
    if not node:
        return
    if line and isinstance(line[-1], str):
        line[-1] = line[-1].removesuffix(" ") + node if node.startswith(" ") else line[-1] + node
    else:
        line.append(node)


def _trim(line: Sequence[Node]) -> list[Node]:
    """Returns a line without spaces and breaks at its ends, and without spaces beside breaks."""
    trimmed: list[Node] = []
    after_break = True
    for number, node in enumerate(line):
        if isinstance(node, str):
            text = node.lstrip(" ") if after_break else node
            following = line[number + 1] if number + 1 < len(line) else None
            if following is None or (isinstance(following, Element) and following.tag == "br"):
                text = text.rstrip(" ")
            if text:
                trimmed.append(text)
                after_break = False
        else:
            is_break = node.tag == "br"
            trimmed.append(node)
            after_break = is_break
    while trimmed and _is_break(trimmed[-1]):
        trimmed.pop()
    while trimmed and _is_break(trimmed[0]):
        trimmed.pop(0)
    return trimmed


def _is_break(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "br" and MORE not in node.attributes
