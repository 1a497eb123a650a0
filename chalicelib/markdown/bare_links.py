"""Addresses that stand in a text as they are: they become links, as on GitHub.

After GFM 0.29, "Autolinks (extension)", as GitHub's own parser has it: an address may follow any sign but a
letter. A space that lets no line break, one that has no width and quotes end it, which to GitHub are letters;
and an ellipsis or apostrophe at its end is the sentence's.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SPACES_AND_QUOTES = (
    r"\s<\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}«»“”"
    r"\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
)
_SCHEME = re.compile(r"(?<![a-z])(?:https?|ftp)\Z", re.IGNORECASE)
_REST = re.compile(rf"://[^\W_][^{_SPACES_AND_QUOTES}]*")
_IN_TEXT = re.compile(
    rf"(?<![^\s*_~(«“\"'\[])(?P<web>www\.[^\W_][^{_SPACES_AND_QUOTES}]*)"
    r"|(?<![\w.+/-])(?P<mail>(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z0-9-]*[A-Za-z0-9])"
    r"(?![\w@/-])",
    re.ASCII,
)
_HOST = re.compile(r"[^/?#:]*")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")


def plugin(md: MarkdownIt) -> None:
    """Reads bare addresses: those with a scheme as they are written, others in what is text then."""
    md.inline.ruler.push("bare_link", _bare_link)
    md.core.ruler.after("inline", "bare_links", _bare_links)


def _bare_link(state: StateInline, silent: bool) -> bool:
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    rest = _REST.match(state.src, state.pos, state.posMax)
    if not scheme or not rest or not _is_host(rest[0][3:]):
        return False
    address = scheme[0] + _trimmed(rest[0])
    state.pending = state.pending[: -len(scheme[0])]
    state.pos += len(address) - len(scheme[0])
    for token in _link(scheme[0].lower() + address[len(scheme[0]) :], address):
        state.push(token.type, token.tag, token.nesting).content = token.content
        state.tokens[-1].attrs, state.tokens[-1].info = token.attrs, token.info
    return True


def _bare_links(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and ("www." in token.content or "@" in token.content):
            token.children = _linked(token.children)


def _linked(tokens: list[Token]) -> list[Token]:
    result: list[Token] = []
    depth = 0  # of links
    for token in tokens:
        depth += token.nesting if token.tag == "a" else 0
        if depth or token.type != "text":
            result.append(token)
            continue
        position = 0
        for match in _IN_TEXT.finditer(token.content):
            shown = _trimmed(match["web"]) if match["web"] else match["mail"]
            if match["web"] and not ("." in shown[4:] and _is_host(shown)):
                continue
            result.append(Token("text", "", 0, content=token.content[position : match.start()]))
            address = f"http://{shown}" if match["web"] else f"mailto:{shown.removeprefix('mailto:')}"
            result.extend(_link(address, shown))
            position = match.start() + len(shown)
        token.content = token.content[position:]
        result.append(token)
    return result


def _link(address: str, shown: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": address}, info="auto")
    return [opening, Token("text", "", 0, content=shown), Token("link_close", "a", -1, info="auto")]


def _is_host(address: str) -> bool:
    """Returns whether an address begins with the name of a host: in its last two parts is no underscore."""
    host = _HOST.match(address)
    return bool(host) and "_" not in "".join(host[0].split(".")[-2:] if host else ())


def _trimmed(address: str) -> str:
    """Returns an address without the signs at its end that are the sentence's: a bracket or a quote that
    nothing in it opens, an entity."""
    brackets = address.count(")") - address.count("(")
    quotes = address.count('"')
    end = len(address)
    while end:
        sign = address[end - 1]
        if sign == ")" and brackets > 0:
            brackets -= 1
        elif sign == '"' and quotes % 2:
            quotes -= 1
        elif sign == ";" and (entity := _ENTITY.search(address[max(0, end - 32) : end])):
            end -= len(entity[0]) - 1
        elif sign not in "?!.,:;*_~'[]…’‘›":
            break
        end -= 1
    return address[:end]
