"""What GitHub's own parser makes of a text, to compare with ours: both as a list of tags and texts.

What differs on purpose is undone here, each in a function that says so, or does not occur in the texts
compared: definition lists, formulas, wikilinks, callouts, marked text, notes in the line, abbreviations,
attribute lists, tables of contents, comments that are left out, single tildes, which stay, addresses before
French quotes, which end there, tasks in nested lists, which have a box, and pictures with a caption.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias

import cmarkgfm
from cmarkgfm.cmark import Options

from chalicelib.markdown.dialect import markdown_for
from chalicelib.markdown.text_findings import TextFindings

_OPTIONS = (
    Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
)
_EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist"]
_SAID = ("alt", "checked", "href", "src", "start", "title", "type")

Event: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]


def on_github(text: str) -> list[Event]:
    """What GitHub shows."""
    page = cmarkgfm.markdown_to_html_with_extensions(text, options=_OPTIONS, extensions=_EXTENSIONS)
    # The box of a task stands before its paragraph there, in it here.
    page = re.sub(r"(<input [^>]*>)\s*<p>", r"<p>\1", page)
    return _events(_without_ways_back(page))


def here(text: str) -> list[Event]:
    """What is shown here, before cleaning, in a language without rules of typography."""
    page = markdown_for(text, "zxx", TextFindings()).convert(text)
    return _events(_without_ways_back(_without_highlighting(page)))


def _without_highlighting(page: str) -> str:
    """Code is highlighted here, where GitHub leaves that to another program."""
    return re.sub(
        r'<div class="[^"]*highlight">(.*?)</div>',
        lambda block: re.sub(r"</?span[^>]*>", "", block[1]),
        page,
        flags=re.DOTALL,
    )


def _without_ways_back(page: str) -> str:
    """Notes have other ids and surroundings, and other words for the way back."""
    page = re.sub(r"[ \N{NO-BREAK SPACE}]?<a [^>]*footnote-backref[^>]*>.*?</a>", "", page)
    page = re.sub(r'<div class="footnote">\s*<hr>', "<section>", page).replace(
        "</ol>\n</div>", "</ol>\n</section>"
    )
    return re.sub(r'href="#fn[^"]*"', "", page)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []
        self._in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = sorted((name, " ".join((value or "").split())) for name, value in attrs if name in _SAID)
        # GitHub leaves bodies of tables out that are empty, and pictures without text have none here.
        if tag not in ("thead", "tbody"):
            self.events.append(("start", tag, tuple(pair for pair in said if pair[1] or pair[0] != "alt")))
        self._in_code += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("thead", "tbody"):
            self.events.append(("end", tag, ()))
        self._in_code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        kind, last, _ = self.events[-1] if self.events else ("", "", ())
        text = (last if kind == "text" else "") + data
        text = text.rstrip("\n") if self._in_code else " ".join(text.split(" "))
        if kind == "text":
            self.events.pop()
        self.events.append(("text", text, ()))


def _events(page: str) -> list[Event]:
    from urllib.parse import unquote

    parser = _Parser()
    parser.feed(unquote(page))  # addresses stay here as they were written
    parser.close()
    events = [
        (kind, " ".join(what.split()) if kind == "text" else what, said) for kind, what, said in parser.events
    ]
    return [event for event in events if event[0] != "text" or event[1]]
