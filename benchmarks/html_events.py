"""HTML as a list of what a reader of it meets, to compare pages: tags, and texts without needless spaces."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import unquote

Event: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
"""What it is, its name or text, and the attributes that say something with their values."""

_SAID = ("alt", "checked", "href", "src", "start", "title", "type")
_LEFT_OUT = ("thead", "tbody")


def events(page: str) -> list[Event]:
    """Returns what stands in a part of a page. Addresses are compared decoded: here they stay as they were
    written; a picture without a text is as one with an empty text, and the frame of highlighted code is left
    out, and parts of tables."""
    parser = _Parser()
    parser.feed(_without_highlighting(page))
    parser.close()
    return [event for event in parser.events if event[0] != "text" or event[1].strip()]


def _without_highlighting(page: str) -> str:
    return re.sub(
        r'<div class="[^"]*highlight">(.*?)</div>',
        lambda block: re.sub(r"</?span[^>]*>", "", block[1]),
        page,
        flags=re.DOTALL,
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []
        self._text = ""
        self._depth_in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [(name, unquote(" ".join((value or "").split()))) for name, value in attrs if name in _SAID]
        if tag not in _LEFT_OUT:
            self._add("start", tag, tuple(sorted(pair for pair in said if pair != ("alt", ""))))
        self._depth_in_code += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _LEFT_OUT:
            self._add("end", tag)
        self._depth_in_code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_comment(self, data: str) -> None:
        self._add("comment", data)

    def handle_decl(self, decl: str) -> None:
        self._add("declaration", decl)

    def handle_pi(self, data: str) -> None:
        self._add("instruction", data)

    def unknown_decl(self, data: str) -> None:
        self._add("declaration", data)

    def close(self) -> None:
        super().close()
        self._end_text()

    def _add(self, kind: str, name: str, said: tuple[tuple[str, str], ...] = ()) -> None:
        self._end_text()
        self.events.append((kind, name, said))

    def _end_text(self) -> None:
        text = self._text.rstrip("\n") if self._depth_in_code else " ".join(self._text.split())
        self.events.append(("text", text, ()))
        self._text = ""
