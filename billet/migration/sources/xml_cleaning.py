"""The lines of an export as well-formed XML: WordPress and its plugins write what no parser takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.entities import html5

_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^>]*?encoding\s*=\s*["']([\w.-]+)""")
_START = re.compile(rb"<\?xml\b|<rss\b|<!--|<feed\b|<disqus\b", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(\d{1,7}|x[0-9a-f]{1,6});|([a-z]\w{1,31};))?", re.IGNORECASE
)
_LESS_THAN = re.compile(r"<(?![/!?A-Za-z_])")
_MARK = re.compile(r"<!\[CDATA\[|<!--")
_END_OF_CDATA = re.compile(r"\]\]>(?=\s*(?:</[A-Za-z][\w.-]*(?::[\w.-]+)?\s*>|<!\[CDATA\[|$))")
_ANY_END = re.compile(r"\]\]>")


class Cleaner:
    """Cleans the lines of one file. `repairs` has the first line of each kind of fault, and how many lines
    have it."""

    def __init__(self) -> None:
        self.repairs: dict[str, tuple[int, int]] = {}
        self._encoding = "utf-8"
        self._in_cdata = False
        self._in_comment = False
        self._line = 0

    def lines(self, raw: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """Yields each line with its number from 1, in UTF-8. What stands before the XML, such as a warning of
        PHP, is left out."""
        begins = -1
        for self._line, line in enumerate(raw, 1):
            if begins < 0:
                begins = self._beginning(line)
                data = line[begins:] if begins >= 0 else b""
            else:
                data = line
            if begins >= 0:
                text = _DECLARATION.sub("", self._decoded(data))
                yield self._line, self._cleaned(text).encode()

    def _beginning(self, line: bytes) -> int:
        """Returns where the XML begins in a line, -1 where it does not."""
        start = _START.search(line)
        if line[: start.start() if start else None].strip(b"\xef\xbb\xbf \t\r\n"):
            self._repair("text before the XML")
        if declared := _ENCODING.search(line):
            self._encoding = declared[1].decode("ascii", "replace")
        return start.start() if start else -1

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode(self._encoding)
        except LookupError:
            self._encoding = "utf-8"
            return self._decoded(line)
        except UnicodeDecodeError:
            self._repair("bytes that are no text in its encoding, read as Windows-1252")
            return line.decode("cp1252", "replace")

    def _cleaned(self, text: str) -> str:
        if _FORBIDDEN.search(text):
            self._repair("control characters, which were taken out")
            text = _FORBIDDEN.sub("", text)
        parts = []
        while text:
            if self._in_cdata:
                part, text = self._until_end(text)
                parts.append(part)
            elif self._in_comment:
                comment, end, text = text.partition("-->")
                parts.append(comment + end)
                self._in_comment = not end
            else:
                mark = _MARK.search(text)
                parts.append(self._escaped(text[: mark.start()] if mark else text))
                parts.append(mark[0] if mark else "")
                text = text[mark.end() :] if mark else ""
                self._in_cdata = bool(mark) and parts[-1] != "<!--"
                self._in_comment = parts[-1] == "<!--"
        return "".join(parts)

    def _until_end(self, text: str) -> tuple[str, str]:
        """Returns what belongs to a CDATA section, and what follows it: one ends where an element does, and
        what only looks like an end belongs to the text."""
        end = _END_OF_CDATA.search(text)
        inside = text[: end.start()] if end else text
        if _ANY_END.search(inside):
            self._repair("an end of CDATA within a text")
            inside = _ANY_END.sub("]]]]><![CDATA[>", inside)
        if end is None:
            return inside, ""
        self._in_cdata = False
        return inside + "]]>", text[end.end() :]

    def _escaped(self, text: str) -> str:
        """Returns markup whose every ``&`` begins a reference that XML knows."""
        if _LESS_THAN.search(text):
            self._repair("a < that begins no tag")
            text = _LESS_THAN.sub("&lt;", text)
        return _AMPERSAND.sub(self._reference, text) if "&" in text else text

    def _reference(self, match: re.Match[str]) -> str:
        number, name = match.groups()
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            if code in (9, 10, 13) or (32 <= code < 0x110000 and not _FORBIDDEN.match(chr(code))):
                return match[0]
            self._repair("control characters, which were taken out")
            return ""
        self._repair("an & that is not escaped, or an entity that XML does not know")
        character = html5.get(name or "")
        return character if character and character not in "<&" else "&amp;" + match[0][1:]

    def _repair(self, kind: str) -> None:
        first, count = self.repairs.get(kind, (self._line, 0))
        self.repairs[kind] = first, count + 1
