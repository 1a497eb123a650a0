"""Emoji by their names: ``:tada:``, as on GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

NAMES = re.compile(r":(?<![\w:]:)(?:[+-]?[a-z0-9][a-z0-9_+-]{0,40}:(?::(?=[a-z0-9+-]))?)+(?![\w:])")
"""What may be some in a row, in a text."""

_NAMES = Path(__file__).with_suffix(".txt")


def plugin(md: MarkdownIt) -> None:
    """Reads the names of emoji; others stay as they are."""
    md.inline.ruler.push("emoji", _emoji)


def _emoji(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    names = NAMES.match(state.src, state.pos, state.posMax)
    shown = _shown(names[0]) if names else ""
    if not names or shown == names[0]:
        return False
    if not silent:
        state.pending += shown
    state.pos = names.end()
    return True


def with_emoji(line: str) -> str:
    """Returns a line of plain text with emoji for their names."""
    return NAMES.sub(lambda names: _shown(names[0]), line)


def _shown(names: str) -> str:
    """Returns names in a row with emoji for those that are some."""
    emoji = _emoji_by_name()
    return "".join(emoji.get(name, f":{name}:") for name in names[1:-1].split("::"))


@cache
def _emoji_by_name() -> Mapping[str, str]:
    lines = (
        line.split() for line in _NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")
    )
    return {name: emoji for emoji, *names in lines for name in names}
