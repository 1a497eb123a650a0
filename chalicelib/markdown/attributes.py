"""Attribute lists: ``{: .class #id key="value" word }``."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor


class AttributeExtension(AttrListExtension):
    """Reads attribute lists, as Python-Markdown does, at priority 8."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        super().extendMarkdown(md)
        md.treeprocessors.register(_Attributes(md), "attr_list", 8)


class _Attributes(AttrListTreeprocessor):
    def run(self, doc: Element) -> None:
        """Gives a word without a value an empty one: the library gives it None, which only its own serializer
        writes."""
        super().run(doc)
        for element in doc.iter():
            for name, value in element.items():
                element.set(name, value or "")
