"""Lexical, in which Ghost stores texts since its version 5: a tree in JSON, as plain HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from billet.migration.sources.ghost.cards import link, render_card

Node = Mapping[str, Any]

_FORMATS = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
"""Lexical's bits of a text's format, in the order in which Ghost sets their elements."""

_BLOCKS = {"paragraph": "p", "quote": "blockquote", "extended-quote": "blockquote", "aside": "blockquote"}
_TEXTS = ("text", "extended-text", "tab")
_NOTHING = ("zwnj", "tk")


def lexical_html(document: Node, losses: list[str]) -> str:
    """Returns the HTML of a document; what does not come joins `losses`."""
    return "\n".join(_block(node, losses) for node in _children(document.get("root") or {}))


def inline_html(nodes: Iterable[Node], losses: list[str]) -> str:
    """Returns the HTML of texts, line breaks and links, their elements opened and closed as seldom as may
    be."""
    html, opened = "", list[str]()
    for node in nodes:
        elements = _elements(node) if node.get("type") in _TEXTS else []
        while any(element not in elements for element in opened):
            html += f"</{opened.pop()}>"
        for element in elements:
            if element not in opened:
                html += f"<{element}>"
                opened.append(element)
        html += _inline(node, losses)
    return html + "".join(f"</{element}>" for element in reversed(opened))


def _children(node: Node) -> list[Node]:
    return [child for child in node.get("children") or () if isinstance(child, Mapping)]


def _elements(node: Node) -> list[str]:
    format = node.get("format") if isinstance(node.get("format"), int) else 0
    return [element for bit, element in _FORMATS.items() if int(format or 0) & bit]


def _inline(node: Node, losses: list[str]) -> str:
    kind = node.get("type")
    if kind in _TEXTS:
        return escape(str(node.get("text") or ""), quote=False)
    if kind == "linebreak":
        return "<br>"
    if kind in ("link", "autolink", "at-link"):
        return link(node.get("url"), inline_html(_children(node), losses))
    if kind in _NOTHING:
        return ""
    return _block(node, losses)


def _block(node: Node, losses: list[str]) -> str:
    kind = str(node.get("type"))
    if kind in _BLOCKS:
        return _element(_BLOCKS[kind], inline_html(_children(node), losses))
    if kind in ("heading", "extended-heading"):
        return _element(str(node.get("tag") or "h2"), inline_html(_children(node), losses))
    if kind == "list":
        return _list(node, losses)
    if kind in (*_TEXTS, "linebreak", "link", "autolink"):
        return _element("p", inline_html([node], losses))
    return render_card(kind, node, losses)


def _element(name: str, html: str) -> str:
    return f"<{name}>{html}</{name}>" if html.strip() else ""


def _list(node: Node, losses: list[str]) -> str:
    """Returns the HTML of a list. Lexical has what is below an item in an item of its own behind it."""
    items: list[str] = []
    for item in _children(node):
        children = _children(item)
        if children and children[0].get("type") == "list" and items:
            items[-1] += "".join(_list(child, losses) for child in children)
        else:
            items.append(inline_html(children, losses))
    name = "ol" if node.get("listType") == "number" else "ul"
    first = node.get("start")
    start = f' start="{first}"' if name == "ol" and isinstance(first, int) and first != 1 else ""
    return f"<{name}{start}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{name}>"
