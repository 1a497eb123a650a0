"""Marked text: ``==like this==``, as Obsidian, Hugo and Typora have it."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_SIGN = "="
_WORD = re.compile(r"\w")


def plugin(md: MarkdownIt) -> None:
    """Reads marked text. Signs within words are comparisons, and stay."""
    md.inline.ruler.before("strikethrough", "mark", _tokenize)
    md.inline.ruler2.before("strikethrough", "mark", _convert)


def tilde(state: StateInline, silent: bool) -> bool:
    """Reads a single tilde as text, which GitHub takes for a mark: it is the sign for "about" as well."""
    position = state.pos
    if state.src[position] != "~" or "~" in (
        state.src[position - 1 : position],
        state.src[position + 1 : position + 2],
    ):
        return False
    if not silent:
        state.pending += "~"
    state.pos += 1
    return True


def _tokenize(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != _SIGN:
        return False
    scanned = state.scanDelims(state.pos, True)
    if scanned.length != 2:
        if scanned.length < 2:
            return False
        token = state.push("text", "", 0)
        token.content = _SIGN * scanned.length
        state.pos += scanned.length
        return True
    end = state.pos + 2
    follows_word = state.pos > 0 and _WORD.match(state.src, state.pos - 1)
    precedes_word = _WORD.match(state.src, end)
    token = state.push("text", "", 0)
    token.content = _SIGN * 2
    state.delimiters.append(
        Delimiter(
            marker=ord(_SIGN),
            length=0,  # no rule of three
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open and not follows_word,
            close=scanned.can_close and not precedes_word,
        )
    )
    state.pos = end
    return True


def _convert(state: StateInline) -> None:
    for delimiters in (
        state.delimiters,
        *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta),
    ):
        for start in delimiters:
            if start.marker == ord(_SIGN) and start.end != -1:
                _make(state, start.token, 1)
                _make(state, delimiters[start.end].token, -1)


def _make(state: StateInline, number: int, nesting: int) -> None:
    token = state.tokens[number]
    token.type, token.tag, token.content = ("mark_open" if nesting == 1 else "mark_close"), "mark", ""
    token.nesting = nesting  # type: ignore[assignment]
