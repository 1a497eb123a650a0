"""Emoji by their names: ``:tada:``, as on GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

NAME = re.compile(r":(?<![\w:]:)(?P<name>[+-]?[a-z0-9][a-z0-9_+-]{0,40}):(?![\w:])")
"""What may be one, in a text."""

_NAMES = Path(__file__).with_suffix(".txt")


def plugin(md: MarkdownIt) -> None:
    """Reads the names of emoji; others stay as they are."""
    md.inline.ruler.push("emoji", _emoji)


def _emoji(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    match = NAME.match(state.src, state.pos, state.posMax)
    emoji = _emoji_by_name().get(match["name"]) if match else None
    if not match or not emoji:
        return False
    if not silent:
        state.pending += emoji
    state.pos = match.end()
    return True


@cache
def _emoji_by_name() -> Mapping[str, str]:
    lines = (
        line.split() for line in _NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")
    )
    return {name: emoji for emoji, *names in lines for name in names}
