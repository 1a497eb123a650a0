"""The Markdown of comments: what people write in a letter, and nothing that could act or shout.

Paragraphs, line breaks, links, emphasis, code, quotes and lists are read, by the library that reads articles;
headings, pictures, tables and HTML stay as they were written. The HTML is cleaned last.
"""

from __future__ import annotations

from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from chalicelib.markdown import bare_links

MAX_NESTING = 20
"""Levels of quotes and lists, and of marks in a line: a list is two."""

_RULES = (
    "autolink",
    "backticks",
    "blockquote",
    "emphasis",
    "escape",
    "fence",
    "hr",
    "link",
    "list",
    "newline",
)


def render_comment(text: str) -> str:
    """Returns a comment as HTML: clean, its links not to be followed by robots."""
    try:
        html = _reader().render(text)
    except RecursionError:
        html = "\n".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())
    return _CLEANER.clean(html)


@cache
def _reader() -> MarkdownIt:
    md = MarkdownIt("zero", {"breaks": True, "maxNesting": MAX_NESTING}).enable(_RULES)
    md.core.ruler.after("block", "depth", _check_depth)
    return md.use(bare_links.plugin)


def _check_depth(state: StateCore) -> None:
    """Raises `RecursionError` where the library has left out what is nested deeper than it reads."""
    if any(token.level + token.nesting >= MAX_NESTING for token in state.tokens):
        raise RecursionError("blocks are nested too deep")


_CLEANER = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"},
    attributes={"a": {"href"}, "ol": {"start"}},
    set_tag_attribute_values={"p": {"dir": "auto"}, "li": {"dir": "auto"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="ugc nofollow noopener",
)
