"""The table of contents, where the author writes ``[TOC]``."""

from __future__ import annotations

from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocTreeprocessor


class Contents(TocTreeprocessor):
    """Gives headings their ids and lists them. The library lists HTML, and this tree holds text."""

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        """Returns the list of headings."""
        return super().build_toc_div([_as_text(item) for item in toc_list])


def _as_text(item: Any) -> Any:
    return item | {
        "name": unescape(item["name"]),
        "children": [_as_text(child) for child in item["children"]],
    }
