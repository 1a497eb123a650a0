"""What of the author's own HTML readers do not get, and what of it is never closed."""

from __future__ import annotations

import re
from collections import Counter

from chalicelib.markdown.address_findings import add_address
from chalicelib.markdown.sanitizer import TAGS
from chalicelib.markdown.text_findings import TextFindings

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|svg)\b[^>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<aside>\?(?!xml)[\w=]*|!\[CDATA\[)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][\w:.-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?<=[\s"'])(?P<name>on[a-z]{3,}|style|align|bgcolor|background)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"""(?<=[\s"'])(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_KEPT = TAGS | {"iframe"}
# Without them readers miss nothing.
_NEEDLESS = frozenset({"picture", "html", "head", "body", "noscript", "nobr", "label", "param"})
_CLOSED = frozenset(
    [
        "article",
        "aside",
        "b",
        "big",
        "blockquote",
        "center",
        "details",
        "div",
        "em",
        "figure",
        "footer",
        "header",
        "i",
        "main",
        "nav",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "u",
    ]
)
"""Elements that take in what follows when they are not closed; a browser ends others itself."""


class HtmlFindings:
    """Adds to `findings` what it meets in the pieces of HTML of one text, in their order."""

    def __init__(self, findings: TextFindings) -> None:
        self._findings = findings
        self._opened: list[tuple[str, str, int]] = []  # name, as it is written, how many before it
        self._counts: Counter[str] = Counter()

    def read(self, html: str) -> None:
        """Reads one piece."""
        for token in _TOKEN.finditer(html):
            if left_out := token["raw"] or token["aside"]:
                self._leave_out(left_out)
            elif token["name"]:
                self._read_tag(token)

    def finish(self) -> None:
        """Adds what was opened and never closed."""
        for _, written, occurrence in self._opened:
            self._findings.add("unclosed-tag", written, occurrence=occurrence)

    def _read_tag(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        if token["end"]:
            self._close(name)
            return
        if name not in _KEPT and name not in _NEEDLESS:
            self._leave_out(token["name"])
        for attribute in _ATTRIBUTE.finditer(token["attributes"]):
            self._findings.add("html-left-out", attribute["name"] + "=", "attribute")
        if name in TAGS:
            for address in _ADDRESS.finditer(token["attributes"]):
                add_address("".join(address.groups("")), self._findings)
        if name in _CLOSED:
            written = f"<{token['name']}"
            self._opened.append((name, written, self._counts[written]))
            self._counts[written] += 1

    def _leave_out(self, name: str) -> None:
        self._findings.add("html-left-out", f"<{name}")

    def _close(self, name: str) -> None:
        for number in range(len(self._opened) - 1, -1, -1):
            if self._opened[number][0] == name:
                del self._opened[number]
                return
