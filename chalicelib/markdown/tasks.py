"""Tasks in lists: ``- [x] done``. As on GitHub what follows the box is text, whatever it begins with."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_BOX = re.compile(r"\[(?P<sign>[ xX])\][ \t]+(?=\S)")

BOX = "box"
"""What the text of a task has in its `meta`: whether the task is done."""


def plugin(md: MarkdownIt) -> None:
    """Reads the boxes of tasks."""
    md.core.ruler.after("block", "tasks", _tasks)


def _tasks(state: StateCore) -> None:
    lists = []
    for token, paragraph, text in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if token.tag in ("ul", "ol"):
            if token.nesting == 1:
                lists.append(token)
            else:
                lists.pop()
        elif (
            token.type == "list_item_open"
            and paragraph.type == "paragraph_open"
            and (box := _BOX.match(text.content))
        ):
            token.attrs["class"] = "task-list-item"
            lists[-1].attrs |= {"class": "task-list", "role": "list"}
            text.content = text.content[box.end() :]
            text.meta[BOX] = box["sign"] != " "
