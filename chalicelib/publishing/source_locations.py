"""Where in a file something stands that its rendering met."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice

from chalicelib.content.front_matter import splitter
from chalicelib.content.text import normalize_newlines

NOWHERE = (0, 0)

_CODE = re.compile(
    r"(?ms:^ {0,3}(?P<fence>`{3,}|~{3,}).*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z))"
    r"|(?<!`)(?P<ticks>`{1,9})(?!`).{1,500}?(?<!`)(?P=ticks)(?!`)"
)


class SourceLocations:
    """The lines and columns of one file, both counted from 1; `NOWHERE` is what is not in it."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = normalize_newlines(text)

    @cached_property
    def _body_start(self) -> int:
        return len(self._text) - len(splitter.split(self._file, self._text).body)

    @cached_property
    def _without_code(self) -> str:
        """The text with blanks in place of code, which is shown and leads nowhere."""
        if "`" not in self._text and "~~~" not in self._text:
            return self._text
        return _CODE.sub(lambda code: " " * len(code[0]), self._text)

    @property
    def body_without_code(self) -> str:
        """The text below the front matter, with blanks in place of code."""
        return self._without_code[self._body_start :]

    def in_body(self, position: int) -> tuple[int, int]:
        """Returns the place of a character of `body_without_code`."""
        return self._location(self._body_start + position)

    def find(self, written: str, occurrence: int = 0) -> tuple[int, int]:
        """Returns the place where a piece of the source stands by itself for the nth time, counted from 0, in
        the text outside code; else the first place in the whole file that holds it."""
        before = "" if written[:1] in ("<", "[", "{", "|") else r"(?<![\w./%-])"
        apart = re.compile(rf"{before}{re.escape(written)}(?![\w/%-]|\.\w)")
        matches = list(islice(apart.finditer(self._without_code, self._body_start), occurrence + 1))
        if written and matches:
            return self._location(matches[-1].start())
        return self.find_in_front_matter(written)

    def find_in_front_matter(self, written: str) -> tuple[int, int]:
        """Returns the first place in the whole file: for what a key says."""
        return self._location(self._text.find(written)) if written else NOWHERE

    def find_heading(self, text: str) -> tuple[int, int]:
        """Returns the place of a heading, whose spaces and quotes may be others in its file."""
        words = r"\W+".join(map(re.escape, re.findall(r"\w+", text)))
        for pattern in (rf"(?m:^) {{0,3}}#[^\w\n]*{words}", words):
            if words and (match := re.compile(pattern).search(self._text, self._body_start)):
                return self._location(match.start())
        return NOWHERE

    def _location(self, position: int) -> tuple[int, int]:
        if position < 0:
            return NOWHERE
        line_start = self._text.rfind("\n", 0, position) + 1
        return self._text.count("\n", 0, position) + 1, position - line_start + 1
