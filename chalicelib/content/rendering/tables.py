"""Tables that neither widen the page nor carry a style."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_ALIGNED = re.compile(r"\s*text-align:\s*(left|right|center);?\s*")


class Tables(Treeprocessor):
    """Alignment as a class, and a frame that scrolls: a wide table must not widen the page."""

    def run(self, root: Element) -> None:
        for cell in [*root.iter("td"), *root.iter("th")]:
            if aligned := _ALIGNED.fullmatch(cell.get("style", "")):
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} {aligned[1]}".strip())
        for parent in list(root.iter()):
            for position, child in enumerate(list(parent)):
                if child.tag == "table":
                    # A region that scrolls must be reachable by keyboard.
                    frame = Element("div", {"class": "wide", "tabindex": "0", "role": "group"})
                    frame.tail, child.tail = child.tail, "\n"
                    parent.remove(child)
                    frame.append(child)
                    parent.insert(position, frame)
