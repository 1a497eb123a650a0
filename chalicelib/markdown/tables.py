"""Tables: the alignment of cells."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_ALIGNMENT = re.compile(r"\s*text-align:\s*(left|right|center);?\s*")


class Tables(Treeprocessor):
    """Makes the alignment of a cell a class: the content security policy allows no inline style."""

    def run(self, root: Element) -> None:
        for cell in [*root.iter("td"), *root.iter("th")]:
            if match := _ALIGNMENT.fullmatch(cell.get("style", "")):
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} {match[1]}".strip())
