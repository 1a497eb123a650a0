"""Callouts, as GitHub and Obsidian have them: ``> [!NOTE]``, ``> [!tip]- folded``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_FAMILIES = {
    "tip": ("tip", "hint", "success", "check", "done"),
    "important": ("important", "question", "help", "faq", "example"),
    "warning": ("warning", "attention", "todo"),
    "danger": ("caution", "danger", "error", "bug", "failure", "fail", "missing"),
}
_FAMILY_OF_KIND = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}

_MARK = re.compile(
    r"\[!(?P<kind>[\w-]{1,40})(?:\|[^\]\n]*)?\](?P<folding>[+-]?)[ \t]*(?P<title>[^\n]*)(?:\n|$)"
)


def plugin(md: MarkdownIt) -> None:
    """Makes callouts of the quotes that begin with a mark."""
    md.core.ruler.after("block", "callouts", _callouts)


def title_of(kind: str, titles: Mapping[str, str]) -> str:
    """Returns the title of a callout whose author wrote none."""
    return titles.get(kind, kind.capitalize())


def _callouts(state: StateCore) -> None:
    tokens: list[Token] = []
    closings: list[Token | None] = []  # of the quotes that are open
    for position, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            paragraph = state.tokens[position + 1 : position + 4]
            is_text = paragraph[0].type == "paragraph_open"
            mark = _MARK.match(paragraph[1].content) if is_text else None
            closings.append(token if mark else None)
            tokens.append(token)
            if mark:
                tokens.extend(_opening(token, paragraph, mark))
        elif token.type == "blockquote_close" and (opened := closings.pop()):
            token.type, token.tag = "callout_close", opened.tag
            tokens.append(token)
        else:
            tokens.append(token)
    state.tokens = [token for token in tokens if not token.meta.get("is_empty")]


def _opening(quote: Token, paragraph: list[Token], mark: re.Match[str]) -> list[Token]:
    """Makes a callout of a quote. Returns the tokens of its title, and takes that out of its first
    paragraph."""
    kind, folding = mark["kind"].lower(), mark["folding"]
    quote.type, quote.tag = "callout_open", "details" if folding else "div"
    quote.attrs = {"class": f"callout {_FAMILY_OF_KIND.get(kind, 'note')}"}
    quote.attrs |= {"role": "note"} if not folding else {"open": ""} if folding == "+" else {}
    tag = "summary" if folding else "p"
    title = Token("callout_title_open", tag, 1, block=True)
    title.attrs = {} if folding else {"class": "callout-title"}
    line = Token("inline", "", 0, block=True, content=mark["title"].strip(), children=[])
    line.meta = {"callout": kind}
    paragraph[1].content = paragraph[1].content[mark.end() :]
    for token in paragraph:
        token.meta["is_empty"] = not paragraph[1].content.strip()
    return [title, line, Token("callout_title_close", tag, -1, block=True)]
