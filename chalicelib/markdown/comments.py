"""What authors write for themselves alone, which leaves the text before it is read.

Obsidian's ``%%comment%%``, Kramdown's ``{::comment}`` and its options, in MDX ``{/* comment */}``, the
comments of templates: of Liquid, Jinja and its kin, and Hugo; an address of the name ``//``; and of HTML's
comments those that Markdown may show: in a line, with a blank line inside, or without an end.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from chalicelib.markdown.reader import Options, outside_code
from chalicelib.markdown.text_findings import TextFindings

MORE = re.compile(
    r"<!--\s*(?:more|read-?more|excerpt|end[-_ ]?excerpt|truncate|pelican_end_summary)\s*-->", re.IGNORECASE
)
"""Where an author ends the summary of a text."""

MARK = re.compile(
    r"<!--|%%|\{::(?:comment|options)|\{/\*|\{%-?[ \t]*comment|\{\{[<%]?-?[ \t]*(?:/\*|comment)"
    r"|\{#-?\s|\[//\]:"
)
"""What a text has that may hold a comment."""

_MDX_MORE = re.compile(r"\{/\*\s*(?:more|excerpt|truncate)\s*\*/\}", re.IGNORECASE)

_CODE = r"(?P<code>(?<!`)(?P<ticks>`{1,9})(?!`)[^\n]{0,500}?(?<!`)(?P=ticks)(?!`))"
_ADDRESS = r"(?P<address>\b(?:https?://|www\.)[^\s<>]+|\]\([^\s()<>]+)"
# Code in a line and addresses come first, so that what stands in them is passed over. A comment within a
# paragraph ends in it.
_COMMENT = re.compile(
    rf"{_CODE}"
    rf"|{_ADDRESS}"
    r"|^[ \t>]*%%(?:(?!%%).)*%%[ \t]*$"
    r"|(?<!%)%%(?!%)(?!(?<=\d%%)\s)(?:(?!%%|\n[ \t]*\n).)+?%%(?!%)"
    r"|\{::comment\}(?:(?!\{::comment\}).)*?\{:/(?:comment)?\}"
    r"|\{::options\b[^{}\n]*/\}"
    r"|\{%-?[ \t]*comment\b[^%]*%\}(?:(?!\{%-?[ \t]*comment\b).)*?\{%-?[ \t]*endcomment[ \t]*-?%\}"
    r"|\{\{[<%][ \t]*comment\b[^{}]*\}\}(?:(?!\{\{[<%][ \t]*comment\b).)*?"
    r"\{\{[<%][ \t]*/[ \t]*comment[ \t]*[>%]\}\}"
    r"|\{\{[<%]?-?[ \t]*/\*(?:(?!/\*).)*?\*/[ \t]*-?[>%]?\}\}"
    r"|\{#-?\s(?:(?!\{#-?\s).)*?#\}"
    r"|^[ ]{0,3}\[//\]:[^\n]*$"
    r"|\{/\*(?P<mdx>(?:(?!\{/\*).)*?)\*/\}",
    re.DOTALL | re.MULTILINE,
)

_UNCLOSED = re.compile(rf"{_CODE}|{_ADDRESS}|(?P<mark>(?<![\w%])(?<!\d[ \xa0])%%(?!%)|\{{::comment\}})")
_HTML_COMMENT_START = re.compile(rf"{_CODE}|\\[\\`<]|<!--")
_BEFORE_BLOCK = " \t>-+*0123456789.)"
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class CommentExtension(Extension):
    """Takes comments out that are no code. `mdx` tells whether the text is MDX; its mark of a summary's end
    is read in any text."""

    def __init__(self, options: Options, findings: TextFindings, *, mdx: bool) -> None:
        super().__init__()
        self._options = options
        self._findings = findings
        self._mdx = mdx

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        md.preprocessors.register(
            _Comments(md, self._options, self._findings, mdx=self._mdx), "billet-comments", 24.7
        )


class _Comments(Preprocessor):
    def __init__(self, md: Markdown, options: Options, findings: TextFindings, *, mdx: bool) -> None:
        super().__init__(md)
        self._options = options
        self._findings = findings
        self._mdx = mdx

    def run(self, lines: list[str]) -> list[str]:
        return outside_code(lines, self._options, self._without_comments)

    def _without_comments(self, text: str) -> str:
        text = _COMMENT.sub(self._replacement, _without_html_comments(text, self._findings))
        unclosed = next((match for match in _UNCLOSED.finditer(text) if match["mark"]), None)
        if unclosed:
            from_end = text.count("\n", unclosed.end()) + 1
            self._findings.add("unclosed-comment", detail="shown", from_end=from_end)
        return text

    def _replacement(self, match: re.Match[str]) -> str:
        if _MDX_MORE.fullmatch(match[0]):
            return "<!-- more -->"
        is_text = match["code"] or match["address"] or (match["mdx"] is not None and not self._mdx)
        return match[0] if is_text else ""


def _without_html_comments(text: str, findings: TextFindings) -> str:
    """Returns the text without the HTML comments that Markdown may show. Others stay, as they end paragraphs
    and lists. One that begins a line and has no end takes all that follows (CommonMark 0.31, "HTML blocks",
    kind 2)."""
    parts: list[str] = []
    position = 0
    while start := _HTML_COMMENT_START.search(text, position):
        end = start.end()
        stays = True
        if start[0] == "<!--":
            # "<!-->" is a whole comment.
            end = text.find("-->", start.start() + len("<!")) + len("-->")
            line = text[text.rfind("\n", 0, start.start()) + 1 : start.start()]
            begins_line = not line.strip(_BEFORE_BLOCK)
            if end < len("-->"):
                from_end = text.count("\n", start.end()) + 1
                findings.add("unclosed-comment", detail="" if begins_line else "shown", from_end=from_end)
                return "".join(parts) + text[position : start.start() if begins_line else None]
            is_block = begins_line and not _BLANK_LINE.search(text, start.start(), end)
            stays = is_block or bool(MORE.match(text, start.start()))
        parts.append(text[position : end if stays else start.start()])
        position = end
    return "".join(parts) + text[position:]
