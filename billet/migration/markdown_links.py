"""Links and pictures in a text, led to their new addresses; nothing else of it changes, and no code."""

from __future__ import annotations

import html
import re
from functools import cache

from markdown_it import MarkdownIt

from billet.migration.model import Markup, TargetOf
from chalicelib.content.old_address import encoded
from chalicelib.content.text import normalize_newlines

_TOKEN = re.compile(
    # What is passed over: code, comments, elements whose text is no Markdown, escaped signs.
    r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:.(?!\n[ \t]*\n)|\n(?![ \t]*\n))*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<silent><!--.*?-->|<(?P<name>pre|script|style|textarea)\b.*?</(?P=name)\s*>|\\[^\w\s])"
    r"|<(?P<autolink>https?://[^\s<>]+)>"
    r"""|(?P<tag><[a-z][\w-]*(?=[\s/>])(?:"[^"]*"|'[^']*'|[^<>"'])*>|\{\{[<%].*?[%>]\}\}|\{%.*?%\})"""
    # Brackets that close a link's words, or name a definition, and its address: bare, with spaces in
    # the name of a file or of what Pelican lists, or between angles.
    r"|(?P<opens>\]\([ \t]*\n?[ \t]*|^(?:[ \t]|>|[-*+][ ])*\[(?!\^)[^\]\n]+\]:[ \t]*(?:\n[ \t]*)?)"
    r"(?:<(?P<angled>[^<>\n]+)>"
    r"|(?P<spaced>(?<=\()(?:[{|]\w+[}|][^\n<>()]{0,500}?"
    r"|[^\s<>()](?:[^\n<>()\"]|\([^\n<>()]*\)){0,500}?\.[a-z]\w{1,8}(?:[?#][^\s<>()]*)?)"
    r"(?=[ \t]*\)|[ \t]+[\"']))"
    r"|(?P<bare>[^\s<>()]+(?:\([^\s()]*\)[^\s<>()]*)*)(?=[\s)]|\Z))",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>\s(?:src|href|poster|srcset)\s*=\s*)(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=<>`]+))""",
    re.IGNORECASE,
)

_TAG = re.compile(r"""<[a-z][\w-]*(?=[\s/>])(?:"[^"]*"|'[^']*'|[^<>"'])*>""", re.IGNORECASE)
_PICTURE = re.compile(r"([^\s,]\S*?)(\s[^,]*(?:,|\Z)|,(?=\s)|,?\Z)")
"""A picture of a set: its address, and its size with the comma."""

_BLANK = re.compile(r"[\s()]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def lead(text: str, target_of: TargetOf, markup: Markup = "markdown") -> str:
    """Returns Markdown or HTML whose links, pictures, definitions and attributes have the addresses that
    `target_of` returns for theirs; where it returns None or the same they stay."""
    if markup == "html":
        return _TAG.sub(lambda match: _lead_attributes(match[0], target_of), text)
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
            return match[0] if target in (None, address) else f"[{address}]({target})"
        if not match["opens"]:
            return match[0]
        address = html.unescape(_ESCAPED.sub(r"\1", match["angled"] or match["spaced"] or match["bare"]))
        target = target_of(address)
        if target is None or target == address:
            return match[0]
        return match["opens"] + (f"<{target}>" if match["angled"] or _BLANK.search(target) else target)

    return _TOKEN.sub(led, text)


def _lead_attributes(tag: str, target_of: TargetOf) -> str:
    def led(match: re.Match[str]) -> str:
        address = html.unescape(match["double"] or match["single"] or match["bare"] or "")
        is_set = "srcset" in match["name"].lower()
        target = _PICTURE.sub(led_picture, address) if is_set else target_of(address)
        if target is None or target == address:
            return match[0]
        return f'{match["name"]}"{target if is_set else encoded(target)}"'

    def led_picture(match: re.Match[str]) -> str:
        target = target_of(match[1])
        return match[0] if target is None or target == match[1] else encoded(target) + match[2]

    return _ATTRIBUTE.sub(led, tag)
