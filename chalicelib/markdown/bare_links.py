"""Addresses that stand in a text as they are: they become links, as on GitHub."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

# To GitHub a space that lets no line break is a letter, and so are these quotes.
_AFTER = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}«»“”].*", re.DOTALL)


def plugin(md: MarkdownIt) -> None:
    """Reads bare addresses. They end before French and English typography, and keep a quote they have
    opened."""
    md.use(gfm_autolink_plugin)
    md.core.ruler.after("inline", "ends_of_bare_links", _mend_ends)


def _mend_ends(state: StateCore) -> None:
    for token in state.tokens:
        children = token.children or []
        for number, child in enumerate(children):
            # An address in <> has its end.
            if (
                child.info == "auto"
                and child.nesting == 1
                and f"<{children[number + 1].content}>" not in token.content
            ):
                _mend_end(children, number)


def _mend_end(tokens: list[Token], number: int) -> None:
    link, text = tokens[number], tokens[number + 1]
    following = tokens[number + 3] if number + 3 < len(tokens) else None
    if after := _AFTER.search(text.content):
        length = len(after[0])
        text.content = text.content[:-length]
        link.attrs["href"] = str(link.attrs["href"])[:-length]
        tokens.insert(number + 3, Token("text", "", 0, content=after[0]))
    elif following and following.content.startswith('"') and text.content.count('"') % 2:
        following.content = following.content[1:]
        text.content += '"'
        link.attrs["href"] = f'{link.attrs["href"]}"'
