"""Where in a file something stands that its rendering met."""

from __future__ import annotations

import re
from itertools import islice

from chalicelib.content.front_matter import splitter
from chalicelib.content.text import normalize_newlines

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TICKS = re.compile(r"(?<!`)(`{1,9})(?!`).{1,500}?(?<!`)\1(?!`)")


class SourceLocations:
    """A file in which places are looked for. Lines and columns count from 1; (0, 0) is not found."""

    def __init__(self, file: str, text: str) -> None:
        self._text = normalize_newlines(text)
        body = splitter.split(file, text).body
        # As long as the file, so that a place in the one is that in the other.
        self._body = _without_code(body).rjust(len(self._text))

    def nth(self, written: str, number: int) -> tuple[int, int]:
        """The place where an address stands in the text by itself for the nth time, counted from 0: code
        is passed over, and what only holds it."""
        if not written:
            return 0, 0
        if self._body.count(written) == 1:
            return self._place(self._body.find(written))
        apart = re.compile(rf"(?<![\w./%-]){re.escape(written)}(?![\w/%-]|\.\w)")
        found = list(islice(apart.finditer(self._body), number + 1))
        return self._place(found[-1].start()) if found else self.find(written)

    def find(self, written: str) -> tuple[int, int]:
        """The first place in the text where something stands, else in the whole file."""
        if not written:
            return 0, 0
        at = self._body.find(written)
        return self._place(self._text.find(written) if at < 0 else at)

    def find_heading(self, level: int, text: str) -> tuple[int, int]:
        """The place of a heading, by the signs before it where it has them. `text` may have got other
        spaces and quotes than its file has."""
        words = r"\W+".join(re.escape(word) for word in re.findall(r"\w+", text))
        if not words:
            return self.find(text)
        signed = re.search(rf"^ {{0,3}}#{{{level}}}[ \t]\W*{words}", self._body, re.MULTILINE)
        if signed:
            return self._place(signed.start())
        found = re.search(words, self._body)
        return self._place(found.start() if found else -1)

    def in_front(self, written: str) -> tuple[int, int]:
        """The first place in the whole file: for what a key says."""
        return self._place(self._text.find(written)) if written else (0, 0)

    def _place(self, at: int) -> tuple[int, int]:
        if at < 0:
            return 0, 0
        begun = self._text.rfind("\n", 0, at) + 1
        return self._text.count("\n", 0, at) + 1, at - begun + 1


def _without_code(text: str) -> str:
    """The text with blanks in place of code: what is written there is shown, and leads nowhere."""
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        is_code = bool(fence or mark)
        if mark:
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        if is_code:
            lines.append(" " * len(line))
        else:
            lines.append(_TICKS.sub(lambda code: " " * len(code[0]), line) if "`" in line else line)
    return "\n".join(lines)
