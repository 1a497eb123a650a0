"""The alignment of cells."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_ALIGNED = re.compile(r"\s*text-align:\s*(left|right|center);?\s*")


class Tables(Treeprocessor):
    """Alignment as a class: the content security policy allows no inline style."""

    def run(self, root: Element) -> None:
        for cell in [*root.iter("td"), *root.iter("th")]:
            if aligned := _ALIGNED.fullmatch(cell.get("style", "")):
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} {aligned[1]}".strip())
