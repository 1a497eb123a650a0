"""Figures: pictures with a caption."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor


class Figures(Treeprocessor):
    """Makes a figure of a paragraph of one picture with a title: a tooltip is not for all readers."""

    def run(self, root: Element) -> None:
        for image in root.iter("img"):
            if not image.get("alt"):
                # ![](x) leaves the question open, where an author's own alt="" says that it tells nothing.
                image.attrib.pop("alt", None)
        for paragraph in root.iter("p"):
            content = _only_child(paragraph)
            picture = _only_child(content) if content is not None and content.tag == "a" else content
            title = picture.attrib.pop("title", "") if picture is not None and picture.tag == "img" else ""
            if title:
                paragraph.tag = "figure"
                SubElement(paragraph, "figcaption").text = title


def _only_child(parent: Element) -> Element | None:
    """Returns the child of an element that holds nothing else."""
    if len(parent) != 1 or (parent.text or "").strip() or (parent[0].tail or "").strip():
        return None
    return parent[0]
