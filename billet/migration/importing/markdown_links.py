"""Links and pictures in Markdown, led to their new addresses; nothing else of a text changes, and no code."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt

from chalicelib.content.text import normalize_newlines

_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.(?!\n[ \t]*\n)|\n(?![ \t]*\n))*?(?<!`)\1(?!`)")
_BETWEEN_ANGLES = re.compile(r"(\]\(\s*<|^ {0,3}\[[^\]\n]+\]:\s*<)([^<>\n]+)(?=>)", re.MULTILINE)
_BARE = re.compile(r"(\]\(\s*)([^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)(?=[\s)])")
_DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*)([^\s<]\S*)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"""(\b(?:src|href|poster)\s*=\s*["'])([^"'<>\n]+)(?=["'])""", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(https?://[^\s<>]+)>", re.IGNORECASE)


def lead(text: str, target_of: Callable[[str], str | None]) -> str:
    """Returns Markdown whose links, pictures, definitions and attributes of HTML have the addresses that
    `target_of` returns for theirs; where it returns None they stay."""
    lines = normalize_newlines(text).split("\n")
    led: list[str] = []
    start = 0
    for first, end in [*_code_blocks("\n".join(lines)), (len(lines), len(lines))]:
        prose = [_lead_prose("\n".join(lines[start:first]), target_of)] if start < first else []
        led += [*prose, *lines[first:end]]
        start = end
    return "\n".join(led)


def _code_blocks(text: str) -> list[tuple[int, int]]:
    """Returns the lines of each block of code: the first one, and the one after the last."""
    tokens = _reader().parse(text)
    return [
        (token.map[0], token.map[1])
        for token in tokens
        if token.type in ("fence", "code_block") and token.map
    ]


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").disable("inline")


def _lead_prose(text: str, target_of: Callable[[str], str | None]) -> str:
    parts: list[str] = []
    start = 0
    for code in _CODE.finditer(text):
        parts += [_lead_all(text[start : code.start()], target_of), code[0]]
        start = code.end()
    return "".join([*parts, _lead_all(text[start:], target_of)])


def _lead_all(text: str, target_of: Callable[[str], str | None]) -> str:
    def replaced(match: re.Match[str]) -> str:
        target = target_of(match[2])
        return match[0] if target is None else match[1] + target

    for pattern in (_BETWEEN_ANGLES, _BARE, _DEFINITION, _ATTRIBUTE):
        text = pattern.sub(replaced, text)
    return _AUTOLINK.sub(lambda match: _autolink(match, target_of), text)


def _autolink(match: re.Match[str], target_of: Callable[[str], str | None]) -> str:
    """Returns a link with its address as its words where that leads to a file: between angles stand whole
    addresses alone."""
    target = target_of(match[1])
    return match[0] if target is None else f"[{match[1]}]({target})"
