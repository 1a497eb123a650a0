"""The parser of ``theme.css``: it names every mistake in the file, with its line.

Browsers pass over what they do not understand; here the author is told of it. What the policy of the pages
keeps browsers from loading is refused, since it would be missing without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

import tinycss2
from tinycss2.ast import AtRule, FunctionBlock, Node, ParseError, QualifiedRule, StringToken, URLToken

from chalicelib.content.article_parser import decode, empty_file, is_empty
from chalicelib.content.media import FOLDER
from chalicelib.content.problem import ContentError, Problem
from chalicelib.content.text import normalize_newlines, quoted
from chalicelib.content.theme import FILE, MEDIA

LARGEST = 32 * 1024
"""Bytes of the file beyond which it is refused: each reader waits for all of it before a page is shown."""

MOST_PROBLEMS = 20
"""Mistakes that are told at once: one may make many."""

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
_URL = re.compile(
    r"""(?:url|src)\(\s*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?:[^()"'\\\s]|\\.)*)\s*\)""",
    re.IGNORECASE,
)
_CLOSERS = ("}", ")", "]")
_CLOSER_OF = {"{} block": "}", "() block": ")", "[] block": "]", "function": ")", "comment": "*/"}
"""By the type of the token that holds what it closes."""
_IMAGE_SETS = ("image-set", "-webkit-image-set")


def parse(data: bytes) -> str:
    """Returns the theme as browsers get it: its addresses of media are found from where it lies on the site.
    Raises `InvalidTheme`."""
    text = normalize_newlines(decode(FILE, data)).replace("\f", "\n").replace("\0", "\ufffd")
    if is_empty(text):
        raise InvalidTheme(empty_file(FILE))
    media: list[Medium] = []
    try:
        problems = _problems(text, media)
    except RecursionError as error:
        raise InvalidTheme(_problem(1, "blocks are nested too deep", "Take them apart")) from error
    if problems:
        raise InvalidTheme(*problems[:MOST_PROBLEMS])
    return _with_addresses(text, media)


class InvalidTheme(ContentError):
    """``theme.css`` cannot be used; `problems` say why."""


Medium = tuple[Node, str]
"""Where a theme names a file of the folder of media, and the address of that below it, percent-encoded."""


def _problems(text: str, media: list[Medium]) -> list[Problem]:
    """Returns what is wrong with a theme; the media that it names join `media`."""
    tokens = tinycss2.parse_component_value_list(text)
    rules = tinycss2.parse_stylesheet(tokens, skip_comments=True, skip_whitespace=True)
    problems = [*_of_rules(rules), *_of_tokens(tokens, media)]
    problems += (_unreadable(token) for token, _ in media if not _URL.match(text, _start(text, token)))
    if (closer := _missing_closer(text)) and not problems:
        message = f"something is opened and never closed: a '{closer}' is missing"
        problems.append(_problem(tokens[-1].source_line, message, "Write it where it belongs"))
    return problems


def _missing_closer(text: str) -> str:
    """Returns what would close the innermost part of a theme that is open at its end, "" where none is: what
    is written after the end is in such a part."""
    tokens, closer = tinycss2.parse_component_value_list(text + "\n;"), ""
    while tokens and tokens[-1].type in _CLOSER_OF:
        closer = _CLOSER_OF[tokens[-1].type]
        tokens = getattr(tokens[-1], "arguments", None) or getattr(tokens[-1], "content", None) or []
        if closer == "*/":
            break
    return closer


def _with_addresses(text: str, media: Sequence[Medium]) -> str:
    """Returns a theme with the addresses of its media on the site, and else as it is written: what a parser
    writes again may say something else."""
    parts, end = [], 0
    for token, path in media:
        match = _URL.match(text, _start(text, token))
        assert match, "it was looked at"
        parts += [text[end : match.start()], f'url("{MEDIA}{path}")']
        end = match.end()
    return "".join([*parts, text[end:]])


def _start(text: str, token: Node) -> int:
    """Returns where a token begins."""
    lines = text.split("\n", token.source_line - 1)
    return len(text) - len(lines[-1]) + token.source_column - 1


def _of_rules(rules: Sequence[Node]) -> Iterator[Problem]:
    """Yields what is wrong with rules and declarations."""
    for rule in rules:
        if isinstance(rule, ParseError):
            yield _error(rule)
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "import":
            yield _at(
                rule, "other style sheets are not loaded", "Write what is in it here, in place of @import"
            )
        elif isinstance(rule, AtRule | QualifiedRule) and rule.content:
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _of_rules(inner)
            is_font = isinstance(rule, AtRule) and rule.lower_at_keyword == "font-face"
            if is_font and any(_address_of(token) is not None for token in rule.content):
                yield _at(rule, "fonts are not loaded", "Name one that readers have, such as Georgia")


def _of_tokens(tokens: Sequence[Node], media: list[Medium]) -> Iterator[Problem]:
    """Yields what is wrong with single signs, and with addresses; those of media join `media`."""
    for token in tokens:
        address = _address_of(token)
        if address is not None:
            path = _path_of_medium(address)
            if path:
                media.append((token, path))
            elif not address.startswith("#"):
                yield _address_problem(token, address)
        elif isinstance(token, FunctionBlock) and token.lower_name in _IMAGE_SETS:
            for argument in token.arguments:
                if isinstance(argument, StringToken):
                    yield _at(
                        argument, f"{quoted(argument.value)} is no address here", 'Write url("…") around it'
                    )
            yield from _of_tokens(token.arguments, media)
        elif isinstance(token, ParseError):
            if token.kind not in _CLOSERS:  # which the rules have told
                yield _error(token)
        else:
            inner = getattr(token, "arguments", None) or getattr(token, "content", None) or []
            yield from _of_tokens(inner, media)


def _address_of(token: Node) -> str | None:
    """Returns the address in ``url(…)``, None for any other token."""
    if isinstance(token, URLToken):
        return token.value
    if isinstance(token, FunctionBlock) and token.lower_name in ("url", "src"):
        return "".join(part.value for part in token.arguments if isinstance(part, StringToken))
    return None


def _path_of_medium(address: str) -> str:
    """Returns the path below the folder of media that an address of the content folder means, "" for none.
    It is percent-encoded, and has the query and the fragment that the address has: ``icons.svg#heart``."""
    mark = re.search(r"[?#]|\Z", address)
    assert mark, "any text has an end"
    path = re.sub(r"^(?:\.{0,2}/)+", "", unquote(address[: mark.start()]))
    below = path.removeprefix(FOLDER)
    is_below = not _ELSEWHERE.match(address) and below != path and not {"", ".", ".."} & set(below.split("/"))
    return quote(below) + quote(address[mark.start() :], safe="?#=&%") if is_below else ""


def _address_problem(token: Node, address: str) -> Problem:
    if _ELSEWHERE.match(address):
        message = (
            f"browsers load {quoted(address)} from nowhere but this site: the policy of its pages forbids it"
        )
        return _at(token, message, 'Put the file into media/ and write url("media/…")')
    return _at(
        token, f"{quoted(address)} is no file in media/", 'Write its name with the folder: url("media/…")'
    )


def _error(error: ParseError) -> Problem:
    if error.kind in ("bad-string", "eof-in-string"):
        return _at(error, "a text in quotes is not closed", "Write the second quote on the same line")
    if error.kind in ("bad-url", "eof-in-url"):
        return _unreadable(error)
    if error.kind in _CLOSERS:
        return _at(error, f"'{error.kind}' closes nothing", "Take it out")
    message = "this is neither a rule nor a declaration, and browsers pass over it"
    return _at(error, message, "Write 'selector { property: value; }', or delete it")


def _unreadable(node: Node) -> Problem:
    return _at(node, "an address cannot be read", 'Write url("media/…"), with quotes')


def _at(node: Node, message: str, remedy: str) -> Problem:
    return _problem(node.source_line, message, remedy, node.source_column)


def _problem(line: int, message: str, remedy: str, column: int = 0) -> Problem:
    return Problem(FILE, line, message, remedy, code="theme", column=column)
