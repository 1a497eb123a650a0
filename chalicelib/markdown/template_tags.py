"""Tags of other tools' templates in a text: ``{% include x %}``, ``{{ page.title }}``, ``{{< figure >}}``.

What they stand for is not known here: readers see them as they are written, whatever signs are in them, and
the receipt says so. An excerpt has none.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

TAG = "template_tag"
"""The token of a tag."""

# LaTeX has braces in braces as well, but no blank, name with a dot, or sign after the second.
_PATTERN = re.compile(
    r"\{%-?[ \t\n]*\w[^{}]{0,2000}%\}|\{\{(?:(?:-?[ \t\n]+|[<%])[^{}]{0,2000}|\w+\.\w+[^{}]{0,200})\}\}"
)


def plugin(md: MarkdownIt) -> None:
    """Reads tags, before anything that stands in them."""
    md.inline.ruler.before("escape", TAG, _read)


def _read(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    match = _PATTERN.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push(TAG, "", 0).content = match[0]
    state.pos = match.end()
    return True
