"""Paragraphs as WordPress shows them: authors of its classic editor write a blank line between two, and no
tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote"
    "|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption"
    "|details|menu|summary"
)
_TOKEN = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z))"
    r"|(?P<whole><(?P<name>pre|style)\b.*?(?:</(?P=name)\s*>|\Z))"
    r"|(?P<opaque><(?P<inner>script|textarea|audio|video|object|select|svg|math)\b.*?(?:</(?P=inner)\s*>|\Z))"
    rf"|(?P<block></?(?:{_BLOCKS})(?=[\s/>])[^>]*+(?:>|\Z))"
    r"|(?P<inline></?[a-z][^>]*+(?:>|\Z))",
    re.DOTALL | re.IGNORECASE,
)
_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\xa0]*\n\s*")
_LINE_END = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*")
_MARKS = re.compile(r"<!--\s*(?:more|nextpage)\b", re.IGNORECASE)
_ALONE = re.compile(r"</?(?:hr|col|area)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</?p\b", re.IGNORECASE)
_QUOTE = re.compile(r"<blockquote\b", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FIRST_LINE_END = re.compile(r"\A[ \t]*\n(?![ \t\xa0]*\n)")
_ENDS = re.compile(r"\A(?:\s|<br />\n)+|(?<!\s)(?:\s|<br />\n)++\Z")
_ONLY_COMMENTS = re.compile(r"(?:<!--.*?-->|\s)*", re.DOTALL)


def autop(text: str) -> str:
    """Returns HTML whose paragraphs have their tags: a blank line between two of them, or the tag of a block,
    ends one, and a line's end within one is a ``<br />``. In ``<pre>``, ``<script>`` and the like nothing
    changes."""
    text = _BREAKS.sub("\n\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    paragraphs = _Paragraphs()
    at = 0
    for match in _TOKEN.finditer(text):
        paragraphs.add_text(text[at : match.start()])
        at = match.end()
        if match["block"] or match["whole"] or (match["comment"] and _MARKS.match(match[0])):
            paragraphs.add_block(match[0])
        else:
            paragraphs.add_inline(match[0])
    paragraphs.add_text(text[at:])
    return paragraphs.finished()


@dataclass
class _Paragraphs:
    """Puts paragraphs together.

    `_run` is text and inline tags since the last boundary; `_bare` tells whether they stand right behind the
    opening tag of a block, where WordPress makes no paragraph of them. `_paragraph` is the author's own tag
    of the paragraph that is open.
    """

    _parts: list[str] = field(default_factory=list)
    _run: list[str] = field(default_factory=list)
    _bare: bool = False
    _paragraph: str = ""

    def add_text(self, text: str) -> None:
        if self._run and _BREAK.fullmatch(self._run[-1]):
            text = _FIRST_LINE_END.sub("", text)
        for number, part in enumerate(_BLANK_LINE.split(text)):
            if number:
                self._end_run()
                self._bare = False
                self._end_paragraph()
            self._run.append(_LINE_END.sub("<br />\n", part))

    def add_inline(self, tag: str) -> None:
        self._run.append(tag)

    def add_block(self, tag: str) -> None:
        self._end_run()
        self._end_paragraph()
        is_closing = tag.startswith("</")
        is_paragraph = bool(_PARAGRAPH.match(tag))
        if is_paragraph and not is_closing:
            self._paragraph = tag
        elif not is_paragraph:
            is_whole = is_closing or tag.startswith("<!--") or tag.count("<") > 1 or bool(_ALONE.match(tag))
            self._parts.append(tag + "\n" if is_whole else tag)
        is_opening = not is_closing and not tag.startswith("<!--") and not _ALONE.match(tag)
        self._bare = is_opening and not _QUOTE.match(tag) and tag.count("<") == 1

    def finished(self) -> str:
        self._end_run()
        self._end_paragraph()
        return "".join(self._parts)

    def _end_paragraph(self) -> None:
        """Ends a paragraph that the author's own tag began."""
        if self._paragraph and self._parts[-1:] != [self._paragraph]:
            self._parts.append("</p>\n")
        self._paragraph = ""

    def _end_run(self) -> None:
        run = _ENDS.sub("", "".join(self._run))
        self._run = []
        if not run:
            return
        if self._paragraph:
            self._parts.append(self._paragraph + run)
        elif self._bare or _ONLY_COMMENTS.fullmatch(run):
            self._parts.append(run)
        else:
            self._parts.append(f"<p>{run}</p>\n")
