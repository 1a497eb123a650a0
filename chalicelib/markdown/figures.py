"""A picture with a caption."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor

from chalicelib.content.typography import typographic


class Figures(Treeprocessor):
    """A paragraph of one picture with a title becomes a figure: a tooltip is not for all readers."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self._language = language
        self._unescaped = UnescapeTreeprocessor(md)

    def run(self, root: Element) -> None:
        for image in root.iter("img"):
            if not image.get("alt"):
                # ![](x) says nothing of it, where an author's own alt="" says that it tells nothing.
                image.attrib.pop("alt", None)
        for paragraph in root.iter("p"):
            shown = _alone(paragraph)
            picture = _alone(shown) if shown is not None and shown.tag == "a" else shown
            title = picture.attrib.pop("title", "") if picture is not None and picture.tag == "img" else ""
            if title:
                paragraph.tag = "figure"
                text = self._unescaped.unescape(title)
                SubElement(paragraph, "figcaption").text = typographic(text, self._language)


def _alone(parent: Element) -> Element | None:
    """The one child of an element that holds nothing else."""
    if len(parent) != 1 or (parent.text or "").strip() or (parent[0].tail or "").strip():
        return None
    return parent[0]
