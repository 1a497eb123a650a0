"""The tree of a text without what makes no difference to readers: so two texts are compared.

It makes no difference whether text that stands alone or in a ``<div>`` is a paragraph or not, whether two
line breaks or two paragraphs part it, what classes other tools have given it, which of its names a mark has,
and how a block of code was coloured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from billet.migration.conversion.code import code_of
from billet.migration.conversion.inline import effective_attributes, is_inline, tidy_line
from chalicelib.content.slug import slugify
from chalicelib.markdown.headings import HEADINGS
from chalicelib.markdown.html_tree import Element, Node
from chalicelib.markdown.plain_text import text_of
from chalicelib.markdown.sanitizer import MORE

Signature = tuple[object, ...]

_TRANSPARENT = frozenset({"div", "section", "article", "main", "header", "footer", "figure", "aside", "nav"})
_CONTAINERS = frozenset(
    {"blockquote", "li", "dd", "dt", "td", "th", "figcaption", "details", "center", *_TRANSPARENT}
)
_ROWS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup", "ul", "ol", "dl", "audio", "video"})
_ALIASES = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def blocks_of(nodes: Iterable[Node]) -> list[Element]:
    """Returns the blocks that some nodes make, tidied up."""
    blocks: list[Element] = []
    line: list[Node] = []
    for node in nodes:
        if isinstance(node, str) or is_inline(node):
            line.append(node)
            continue
        blocks.extend(_paragraphs(line))
        line = []
        blocks.extend(_blocks_of_element(node))
    return blocks + _paragraphs(line)


def signature_of(nodes: Iterable[Node]) -> list[Signature]:
    """Returns what is compared of some blocks or of what is in them."""
    return [_signature(node) for node in nodes]


def _blocks_of_element(element: Element) -> list[Element]:
    if (code := code_of(element)) is not None:
        return [code]
    attributes = effective_attributes(element)
    if element.tag == "p" and not attributes:
        return _paragraphs(element.children)
    if element.tag in _TRANSPARENT and not attributes and not _has_caption(element):
        return blocks_of(element.children)
    _tidy_children(element)
    is_empty = not element.children and not attributes
    return [] if is_empty and element.tag in ("p", "blockquote", *_TRANSPARENT) else [element]


def _has_caption(element: Element) -> bool:
    return any(isinstance(child, Element) and child.tag == "figcaption" for child in element.children)


def _holds_blocks(element: Element) -> bool:
    return any(isinstance(child, Element) and not is_inline(child) for child in element.children)


def _tidy_children(element: Element) -> None:
    tag = element.tag
    if tag in _CONTAINERS:
        blocks: list[Node] = list(blocks_of(element.children))
        if tag == "figure":
            blocks = [node for block in blocks for node in _without_paragraph(block)]
        elif tag != "blockquote" and blocks:
            blocks = _without_only_paragraph(blocks)
        element.children = blocks
    elif not _holds_blocks(element):
        element.children = element.children if tag == "pre" else tidy_line(element.children)
    else:
        if tag in _ROWS:  # between them spaces are not shown
            element.children = [c for c in element.children if not isinstance(c, str) or c.strip()]
        for child in element.children:
            if isinstance(child, Element):
                _tidy_children(child)


def _without_paragraph(block: Node) -> list[Node]:
    is_plain = isinstance(block, Element) and block.tag == "p" and not effective_attributes(block)
    return block.children if isinstance(block, Element) and is_plain else [block]


def _without_only_paragraph(blocks: list[Node]) -> list[Node]:
    """Returns the content of an item as Markdown has it: its text is no paragraph, if it has but one."""
    first, *rest = blocks
    are_lists = all(isinstance(block, Element) and block.tag in ("ul", "ol") for block in rest)
    return [*_without_paragraph(first), *rest] if are_lists else blocks


def _paragraphs(nodes: Sequence[Node]) -> list[Element]:
    """Returns the paragraphs of a line, which two line breaks or the end of a summary part."""
    paragraphs: list[Element] = []
    line: list[Node] = []
    breaks = 0
    tidied = tidy_line(nodes)
    marks_alone = [node for node in tidied if isinstance(node, Element) and MORE in node.attributes]
    if marks_alone and len(marks_alone) == len(tidied):
        return [marks_alone[0]]

    def end() -> None:
        content = tidy_line(line)
        if content and not _is_blank(content):
            paragraphs.append(Element("p", {}, content))
        line.clear()

    for node in tidied:
        is_break = isinstance(node, Element) and node.tag == "br"
        breaks = breaks + 1 if is_break else breaks if node == " " else 0
        line.append(node)
        if breaks == 2:
            end()
            breaks = 0
    end()
    return paragraphs


def _is_blank(nodes: Sequence[Node]) -> bool:
    return all(isinstance(node, str) and not node.strip() for node in nodes)


def _signature(node: Node) -> Signature:
    if isinstance(node, str):
        return (_BLANKS.sub(" ", node),)
    tag = _ALIASES.get(node.tag, node.tag)
    if tag == "pre":
        return (
            ("pre", _text(node).strip("\n")) if not _has_marks(node) else (tag, *signature_of(node.children))
        )
    children = node.children
    if tag == "table":
        children = [row for part in children for row in _rows(part)]
    attributes = effective_attributes(node)
    if tag in HEADINGS and attributes.get("id") == slugify(text_of(node)):
        del attributes["id"]  # it is what any heading of these words has
    return (tag, tuple(sorted(attributes.items())), *signature_of(children))


def _rows(part: Node) -> Iterable[Node]:
    is_group = isinstance(part, Element) and part.tag in ("thead", "tbody", "tfoot")
    return part.children if is_group and isinstance(part, Element) else [part]


def _has_marks(element: Element) -> bool:
    return any(child.tag != "code" for child in element.descendants())


def _text(element: Element) -> str:
    return "".join(child if isinstance(child, str) else _text(child) for child in element.children)
