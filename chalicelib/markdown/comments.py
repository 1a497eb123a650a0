"""What authors write for themselves alone, in other ways than HTML has: it leaves the text before it is read.

Obsidian's ``%%comment%%``, Kramdown's ``{::comment}`` and, in MDX, ``{/* comment */}``.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

MORE = re.compile(
    r"<!--\s*(?:more|read-?more|excerpt|end[-_ ]?excerpt|truncate|pelican_end_summary)\s*-->", re.IGNORECASE
)
"""Where an author ends the summary of a text."""

_MDX_MORE = re.compile(r"\{/\*\s*(?:more|excerpt|truncate)\s*\*/\}", re.IGNORECASE)

# Code in a line comes first, so that what stands in it is passed over. A comment in a paragraph ends in it.
_COMMENT = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,9})(?!`)[^\n]{0,500}?(?<!`)(?P=ticks)(?!`))"
    r"|^[ ]{0,3}%%[ \t]*\n(?:(?!^[ ]{0,3}%%[ \t]*$)[^\n]*\n)*?[ ]{0,3}%%[ \t]*$"
    r"|(?<!%)%%(?!%)(?:(?!%%|\n[ \t]*\n).)+?%%(?!%)"
    r"|\{::comment\}.*?\{:/(?:comment)?\}"
    r"|\{/\*(?P<mdx>.*?)\*/\}",
    re.DOTALL | re.MULTILINE,
)


class CommentExtension(Extension):
    """Takes comments out once code blocks have been put aside. `mdx` tells whether the text is MDX."""

    def __init__(self, *, mdx: bool) -> None:
        super().__init__()
        self._mdx = mdx

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.preprocessors.register(_Comments(md, mdx=self._mdx), "billet-comments", 24.7)


class _Comments(Preprocessor):
    def __init__(self, md: Markdown, *, mdx: bool) -> None:
        super().__init__(md)
        self._mdx = mdx

    def run(self, lines: list[str]) -> list[str]:
        return _COMMENT.sub(self._replacement, "\n".join(lines)).split("\n")

    def _replacement(self, match: re.Match[str]) -> str:
        if match["code"] or (match["mdx"] is not None and not self._mdx):
            return match[0]
        return "<!-- more -->" if _MDX_MORE.fullmatch(match[0]) else ""
