"""Quotes and spaces of the text's language."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.extensions.smarty import SmartyExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from chalicelib.content.typography import NO_BREAK, french_spacing, french_spacing_after_element

_VERBATIM = frozenset({"code", "pre", "kbd", "samp", "script", "style", "math"})


def smart_quotes(language: str) -> SmartyExtension:
    """Returns the extension that makes quotes, dashes and ellipses."""
    if language == "fr":
        return SmartyExtension(
            substitutions={
                "left-double-quote": f"«{NO_BREAK}",
                "right-double-quote": f"{NO_BREAK}»",
            }
        )
    return SmartyExtension()


class FrenchSpacing(Treeprocessor):
    """Puts the spaces before ``; : ! ?`` and inside « », but in code."""

    def run(self, root: Element) -> None:
        if root.tag not in _VERBATIM:
            self._space(root)

    def _space(self, element: Element) -> None:
        if element.text:
            element.text = _of_same_type(element.text, french_spacing(element.text))
        for child in element:
            if child.tag not in _VERBATIM and not _is_bare_address(child):
                self._space(child)
            if child.tail:
                child.tail = _of_same_type(child.tail, french_spacing_after_element(child.tail))


def _is_bare_address(element: Element) -> bool:
    """Returns whether a link shows the address it leads to. Markdown writes a mail address in entities."""
    text = element.text or ""
    return element.tag == "a" and (text == element.get("href") or AMP_SUBSTITUTE in text)


def _of_same_type(old: str, new: str) -> str:
    """Returns `new` as the same kind of text: Markdown marks what must not be read again by a type."""
    return type(old)(new)
