"""Blocks of code, as the tools that colour them have written them, to their words and their language."""

from __future__ import annotations

import re

from chalicelib.markdown.html_tree import Element, Node

_LANGUAGE = re.compile(
    r"(?:language|lang|brush|highlight-source|sourceCode)[-:\s]+([\w+#.-]+)|brush\s*:\s*([\w+#.-]+)"
)
_WRAPPERS = frozenset(
    {"highlight", "highlighter-rouge", "highlighttable", "codehilite", "code-wrapper", "sourceCode"}
)
_NO_LANGUAGE = frozenset(
    {"highlight", "plain", "none", "text", "plaintext", "table", "hljs", "numberLines", "code"}
)
_NUMBERS = frozenset(
    {"gutter", "linenos", "lineno", "gl", "lineno-wrapper", "rouge-gutter", "lnt", "linenodiv"}
)
_COLOURING = frozenset({"code", "span", "a", "br", "div", "font"})


def code_of(element: Element) -> Element | None:
    """Returns a block of code as ``<pre><code>`` and its text, None for what is none, or holds more."""
    if element.tag == "pre":
        block = element
        holders = [element]
    elif element.tag in ("div", "figure", "table") and _is_wrapper(element):
        blocks = [
            e
            for e in element.descendants()
            if e.tag == "pre" and not _NUMBERS & set(e.classes) and not _stands_in_gutter(element, e)
        ]
        if len(blocks) != 1 or any(e.tag == "figcaption" for e in element.descendants()):
            return None
        block = blocks[0]
        holders = [element, *element.descendants()]
    else:
        return None
    if any(
        e.tag not in _COLOURING or (e.tag != "br" and e.attributes.keys() - {"class", "href", "id", "title"})
        for e in block.descendants()
    ):
        return None
    inner = list(block.descendants())
    if element is block and any(e.tag != "code" and not e.classes and e.tag != "br" for e in inner):
        return None
    language = _language(holders + inner[:1])
    attributes = {"class": f"language-{language}"} if language else {}
    if anchor := element.attributes.get("id"):
        attributes["id"] = anchor
    return Element("pre", {}, [Element("code", attributes, [_code_text(block)])])


def language_of(code: Element) -> str:
    """Returns the language of what `code_of` has returned, "" where it is not known."""
    return _language([e for e in code.children if isinstance(e, Element)])


def _is_wrapper(element: Element) -> bool:
    return bool(_WRAPPERS & set(element.classes))


def _stands_in_gutter(root: Element, block: Element) -> bool:
    return any(
        _NUMBERS & set(holder.classes) and any(e is block for e in holder.descendants())
        for holder in root.descendants()
    )


def _language(elements: list[Element]) -> str:
    for element in elements:
        written = element.attributes.get("class", "")
        for match in _LANGUAGE.finditer(written):
            name = (match[1] or match[2]).strip("-;")
            if name and name not in _NO_LANGUAGE:
                return name.lower()
        classes = element.classes
        if element.tag == "figure" and "highlight" in classes:  # Hexo
            return next((word for word in classes if word not in _NO_LANGUAGE), "")
    return ""


def _code_text(element: Element) -> str:
    return "".join(map(_text_of_part, element.children))


def _text_of_part(node: Node) -> str:
    if isinstance(node, str):
        return node
    if node.tag == "br":
        return "\n"
    if _NUMBERS & set(node.classes):
        return ""
    text = _code_text(node)
    return text + "\n" if node.tag == "div" and not text.endswith("\n") else text
