"""Links and pictures in Markdown, led to their new addresses; nothing else of a text changes, and no code."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

from markdown_it import MarkdownIt

from chalicelib.content.text import normalize_newlines

TargetOf = Callable[[str], str | None]

_TOKEN = re.compile(
    # What is passed over: code, comments, elements whose text is no Markdown, escaped signs.
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:.(?!\n[ \t]*\n)|\n(?![ \t]*\n))*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<silent><!--.*?-->|<(?P<name>pre|script|style|textarea)\b.*?</(?P=name)\s*>|\\[^\w\s])"
    r"|<(?P<autolink>https?://[^\s<>]+)>"
    r"""|(?P<tag><[a-z][\w-]*(?=[\s/>])(?:"[^"]*"|'[^']*'|[^<>"'])*>|\{\{[<%].*?[%>]\}\}|\{%.*?%\})"""
    # Brackets that close a link's words, or name a definition, and its address: bare, with spaces in
    # the name of a file, or between angles.
    r"|(?P<opens>\]\([ \t]*\n?[ \t]*|^(?:[ \t]|>|[-*+][ ])*\[(?!\^)[^\]\n]+\]:[ \t]*(?:\n[ \t]*)?)"
    r"(?:<(?P<angled>[^<>\n]+)>"
    r"|(?P<spaced>(?<=\()[^\s<>()][^\n<>()]*? [^\n<>()]*?\.[a-z]\w{1,8}(?=[ \t]*\)))"
    r"|(?P<bare>[^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)(?=[\s)]|\Z))",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>\s(?:src|href|poster)\s*=\s*)(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=<>`]+))""",
    re.IGNORECASE,
)

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def lead(text: str, target_of: TargetOf) -> str:
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


def _lead_prose(text: str, target_of: TargetOf) -> str:
    def led(match: re.Match[str]) -> str:
        if tag := match["tag"]:
            return _lead_attributes(tag, target_of)
        if address := match["autolink"]:
            # Between angles stand whole addresses alone.
            target = target_of(address)
            return match[0] if target is None else f"[{address}]({target})"
        address = match["angled"] or match["spaced"] or match["bare"]
        target = target_of(html.unescape(_ESCAPED.sub(r"\1", address))) if address else None
        if target is None:
            return match[0]
        return match["opens"] + (f"<{target}>" if match["angled"] else target)

    return _TOKEN.sub(led, text)


def _lead_attributes(tag: str, target_of: TargetOf) -> str:
    def led(match: re.Match[str]) -> str:
        target = target_of(html.unescape(match["double"] or match["single"] or match["bare"] or ""))
        return match[0] if target is None else f'{match["name"]}"{quote(target, safe=_WRITTEN)}"'

    return _ATTRIBUTE.sub(led, tag)


_WRITTEN = "%/:?#[]@!$&'()*+,;=~"
"""Characters of an address that stay as they are in an attribute."""
