"""The place of the table of contents, where the author writes ``[TOC]``."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from chalicelib.markdown.headings import CONTENTS

MARK = "[TOC]"


class Contents(Treeprocessor):
    """Makes an empty element of each mark: it is filled when all headings are known, those in HTML too."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            if not len(paragraph) and (paragraph.text or "").strip() == MARK:
                paragraph.tag, paragraph.text = "div", None
                paragraph.set("class", CONTENTS)
