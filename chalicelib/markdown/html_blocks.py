"""Markdown within the author's HTML: below a blank line it is read, as GitHub and Hugo do.

CommonMark ends a block of HTML at a blank line (0.31, "HTML blocks", kind 6); Python-Markdown only where
the tag is closed, unless that tag has the attribute that is put in here.
"""

from __future__ import annotations

import re
from collections import Counter

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_NAMES = ("details", "div", "figure", "section", "article", "aside", "center", "blockquote")
_OPENED = re.compile(
    rf"^(?P<tag> {{0,3}}<(?P<name>{'|'.join(_NAMES)})"
    r"(?P<attributes>(?:[ \t][^<>\n]{0,500})?))>"
    r"(?P<rest>[ \t]*(?:\n?[ \t]*<summary>[^\n]{0,500}</summary>)?[ \t]*\n[ \t]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(rf"<(/?)({'|'.join(_NAMES)})\b", re.IGNORECASE)


class HTMLBlockExtension(Extension):
    """Marks such tags as holding Markdown, once code blocks have been put aside."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.preprocessors.register(_Blocks(md), "billet-html-blocks", 24)


class _Blocks(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        opened = Counter(match[2].lower() for match in _TAG.finditer(text) if not match[1])
        closed = Counter(match[2].lower() for match in _TAG.finditer(text) if match[1])

        def mark(match: re.Match[str]) -> str:
            name, attributes = match["name"].lower(), match["attributes"]
            # Python-Markdown loses what follows a tag that is read and never closed.
            if opened[name] != closed[name] or "markdown=" in attributes or attributes.endswith("/"):
                return match[0]
            return f'{match["tag"]} markdown="1">{match["rest"]}'

        return _OPENED.sub(mark, text).split("\n")
