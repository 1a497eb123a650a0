"""HTML in a text of Billet: one block, in which no sign means anything."""

from __future__ import annotations

import re
from html import escape as escape_html

from chalicelib.markdown.html_tree import VOID, Element, Node
from chalicelib.markdown.sanitizer import MORE

_STARTS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dl",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "iframe",
        "main",
        "nav",
        "ol",
        "p",
        "section",
        "table",
        "ul",
        "div",
    ]
)
"""Elements that begin a block of HTML (CommonMark 0.31, "HTML blocks", kind 6)."""

_APART = frozenset(
    {*_STARTS, "li", "tr", "thead", "tbody", "tfoot", "dt", "dd", "summary", "figcaption", "caption"}
)
_SIGNS = re.compile(r"\{(?=[{%#:/])|(?<=\{)\{|%(?=%)|(?<=%)%|\[(?=//\])")
_ALL_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")


def write_html_block(block: Element, *, is_heavy: bool = False) -> str:
    """Returns a block of HTML that stays one. `is_heavy` tells whether each sign is written as its number."""
    if block.tag not in _STARTS:
        block = Element("div", {}, [block])
    parts: list[str] = []
    _write(block, parts, is_heavy=is_heavy, in_pre=False)
    return "".join(parts).strip("\n")


def escape_attribute(value: str) -> str:
    """Returns the value of an attribute as it stands between double quotes."""
    return _numbered(escape_html(value), _SIGNS).replace("\n", "&#10;")


def _write(node: Node, parts: list[str], *, is_heavy: bool, in_pre: bool) -> None:
    if isinstance(node, str):
        parts.append(_text(node, is_heavy=is_heavy, in_pre=in_pre))
        return
    if MORE in node.attributes:
        parts.append("<!-- more -->")
        return
    is_apart = node.tag in _APART and not in_pre
    if is_apart and parts and not parts[-1].endswith("\n"):
        parts.append("\n")
    attributes = "".join(f' {name}="{escape_attribute(value)}"' for name, value in node.attributes.items())
    parts.append(f"<{node.tag}{attributes}>")
    if node.tag in VOID:
        return
    for child in node.children:
        _write(child, parts, is_heavy=is_heavy, in_pre=in_pre or node.tag == "pre")
    parts.append(f"</{node.tag}>")
    if is_apart:
        parts.append("\n")


def _text(text: str, *, is_heavy: bool, in_pre: bool) -> str:
    signs = _ALL_SIGNS if is_heavy else _SIGNS
    escaped = _numbered(escape_html(text, quote=False), signs) if not is_heavy else _numbered(text, signs)
    if not in_pre:
        return re.sub(r"\s*\n\s*", " ", escaped)
    # A blank line would end the block, and a first one is dropped by whoever reads it.
    return re.sub(r"\n(?=[ \t]*\n)|^\n", "&#10;", escaped)


def _numbered(text: str, signs: re.Pattern[str]) -> str:
    return signs.sub(lambda sign: f"&#{ord(sign[0])};", text)
