"""The Markdown of a text for other tools: as its author wrote it, where they read the same in it.

Billet understands what others do not: links to files, callouts, formulas, and more. Where another tool would
show another text, or lead elsewhere, the text is HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

_ADDRESS = re.compile(r'\s(?:href|src)="([^"]*)"')
_OPENING_HEADING = re.compile(r"\A\s*# [^\n]*\n")
_TAG = re.compile(r"<[^>]*>")
_NOTE = re.compile(r"\[(\d+)(?::\d+)?\](?=</a></sup>)")
"""The number of a note, which this parser alone puts into brackets."""

_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"})
_PASSING = re.compile("[\\s\u200b\u2060\ufe0e]|↩")


def commonmark(text: str) -> str:
    """Returns the HTML of a text as Hugo and others make it: CommonMark with the common extensions."""
    return _NOTE.sub(r"\1", str(_markdown().render(text)))


def plain_markdown(body: str, shown: str, render: Callable[[str], str] = commonmark) -> str | None:
    """Returns the Markdown of a text whose HTML is `shown`, its links those of `shown`; None where the tool
    that reads it, as `render` does, would show something else."""
    words, addresses = words_of(shown), _addresses(shown)
    for text in dict.fromkeys((body, _OPENING_HEADING.sub("", body, count=1))):
        html_of_text = render(text)
        if words_of(html_of_text) != words:
            continue
        led = _with_addresses(text, _addresses(html_of_text), addresses)
        html_of_led = html_of_text if led == text else render(led)
        if words_of(html_of_led) == words and _addresses(html_of_led) == addresses:
            return led
    return None


def _with_addresses(text: str, written: list[str], shown: list[str]) -> str:
    """Returns a text with the addresses that are shown in the place of those written, in their order."""
    for old, new in dict(zip(written, shown, strict=False)).items():
        if old != new:
            before = r"\]\(\s*<?|\]:\s*<?|(?:src|href)=[\"']"
            place = re.compile(rf"({before}){re.escape(old)}(?=[\s)>\"']|$)", re.MULTILINE)
            text = place.sub(lambda match, new=new: match[1] + new, text)  # type: ignore[misc]  # bound as it is
    return text


def words_of(text: str) -> str:
    """Returns what readers see of HTML, whatever its typography and its spaces."""
    plain = html.unescape(_TAG.sub("", text)).translate(_SIGNS).replace("…", "...")
    return re.sub(r"-+", "-", _PASSING.sub("", plain))


def _addresses(text: str) -> list[str]:
    """Returns the addresses that HTML leads to, without those within itself."""
    return [a for a in map(html.unescape, _ADDRESS.findall(text)) if not a.startswith("#")]


@cache
def _markdown() -> MarkdownIt:
    """Returns CommonMark with the extensions that Hugo and others have."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]  # to find it again in the text
    return markdown.use(footnote_plugin).use(deflist_plugin).use(tasklists_plugin)
