"""Links and pictures whose file has spaces in its name: ``![](Photo d'été (1).jpg)``.

CommonMark ends an address at a space, unless it stands in ``<>``. An address that ends in a file's suffix is
taken for what was meant.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline

MARK = re.compile(r"\]\([ \t]*[^\s<>()][^\n<>)]{0,500}?[ ](?=[^\s\"'()])")
"""What a text has that may hold such a link."""

_LINK = re.compile(
    r"\]\([ \t]*(?P<address>[^\s<>()][^\n<>]{0,500}?\.[A-Za-z]\w{1,8}(?:[?#][^\s()<>]*)?)"
    r"""(?:[ \t]+(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)'))?[ \t]*\)"""
)


def plugin(md: MarkdownIt) -> None:
    """Reads them where the library finds no link."""
    md.inline.ruler.after("image", "spaced_link", _link)


def _link(state: StateInline, silent: bool) -> bool:
    start = state.pos
    is_picture = state.src.startswith("![", start)
    if not is_picture and state.src[start] != "[":
        return False
    label_start = start + 2 if is_picture else start + 1
    label_end = parseLinkLabel(state, label_start - 1, not is_picture)
    match = _LINK.match(state.src, label_end, state.posMax) if label_end >= 0 else None
    if not match or " " not in match["address"] or "](" in match["address"]:
        return False
    if not silent:
        title = match["double"] or match["single"]
        label = state.src[label_start:label_end]
        if is_picture:
            token = state.push("image", "img", 0)
            token.attrs = {"src": match["address"], "alt": ""}
            token.content = label
            token.children = []
            state.md.inline.parse(label, state.md, state.env, token.children)
        else:
            end, state.pos, state.posMax = state.posMax, label_start, label_end
            token = state.push("link_open", "a", 1)
            token.attrs = {"href": match["address"]}
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
            state.push("link_close", "a", -1)
            state.posMax = end
        if title:
            token.attrs["title"] = title
    state.pos = match.end()
    return True
