"""Settings in JavaScript, as Eleventy and Astro have them: texts beside a key are read, and nothing is
executed."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"(?<![:\w\"'`/])//[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT = r"(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.)*)`)"


class Script:
    """The source of a module of JavaScript or TypeScript."""

    def __init__(self, source: str) -> None:
        self.source = _COMMENT.sub("", source)

    def text(self, *keys: str) -> str:
        """Returns the first text that stands beside one of `keys`: ``site: "https://…"``."""
        for key in keys:
            if match := re.search(rf"(?<![\w$.])[\"']?{re.escape(key)}[\"']?\s*[:=]\s*{_TEXT}", self.source):
                return _unescaped(match[1] or match[2] or match[3] or "")
        return ""

    def calls(self, function: str) -> list[list[str]]:
        """Returns the texts in the arguments of each call of a function."""
        calls = re.finditer(rf"\b{re.escape(function)}\(([^()]*)\)", self.source)
        return [
            [_unescaped(match[1] or match[2] or match[3] or "") for match in re.finditer(_TEXT, call[1])]
            for call in calls
        ]

    def has(self, key: str) -> bool:
        """Returns whether a key is there, with whatever value."""
        return re.search(rf"(?<![\w$.])[\"']?{re.escape(key)}[\"']?\s*[:(=]", self.source) is not None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
