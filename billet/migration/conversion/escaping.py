"""Text that Billet shows as it is, whatever signs of Markdown are in it."""

from __future__ import annotations

import re

from chalicelib.markdown.emoji import NAMES

_LIGHT = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)"  # a backslash before a sign
    r"|[`*]"
    r"|(?<!\w)_|_(?!\w)"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#|\w+;)"
    r"|\[(?=[\[^!]|[ xX]\]|[^\[\]]{0,500}\](?:[(\[:]|$))|(?<=\^)\["
    r"|~(?=~)|(?<=~)~|=(?==)|(?<==)=|%(?=%)|(?<=%)%"
    r"|\{(?=[{%#:./]|[ ]*[\w-]+=)"
)
"""Signs that mostly mean something where they stand so."""

_HEAVY = re.compile(r"[\\`*_{}\[\]<>#+|~=$^%&@]")
"""Signs that may mean something anywhere. Quotes and other punctuation are to be set by the language of the
text, as an escaped sign is not."""

_MOST_BRACKETS = 50
_ADDRESS = re.compile(
    r"(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//)|(?<=www)\.|(?<=[\w.+-])@(?=[\w-]+\.)", re.IGNORECASE
)
_LINE_START = re.compile(r"([ ]*)(?:(\d{1,9})([.)])(?=\s|$)|([#>+:=~|-])|(\[))")
_BRACKET_AT_START = re.compile(r"\[(?:TOC\]|//\])")


def escape(text: str, *, is_heavy: bool = False, in_link: bool = False, in_table: bool = False) -> str:
    """Returns a text in a line with its signs escaped. `is_heavy` tells whether all are that may mean
    something; else those that mostly do. In a link addresses are no links of their own."""
    positions = {match.start() for match in (_HEAVY if is_heavy else _LIGHT).finditer(text)}
    for names in NAMES.finditer(text):
        positions.update(position for position in range(*names.span()) if text[position] == ":")
    if not in_link:
        positions.update(match.start() for match in _ADDRESS.finditer(text))
    if text.count("[") > _MOST_BRACKETS:  # each is looked for an end
        positions.update(position for position, sign in enumerate(text) if sign == "[")
    if text.count("$") > 1 or in_table:
        positions.update(
            position for position, sign in enumerate(text) if sign in ("$|" if in_table else "$")
        )
    return "".join(f"\\{sign}" if position in positions else sign for position, sign in enumerate(text))


def escape_start(text: str) -> str:
    """Returns the text that a line begins with, so that it begins no list, heading, quote or the like."""
    match = _LINE_START.match(text)
    if not match:
        return text
    blanks, number, dot, sign, _ = match.groups()
    rest = text[match.end() :]
    if number:
        return f"{blanks}{number}\\{dot}{rest}"
    if sign:
        is_mark = (
            sign in "=~|>"
            or not rest
            or rest[0] in " \t"
            or (sign == "#" and re.match(r"#{0,5}(?:\s|$)", rest))
            or (sign == "-" and re.match(r"[- :|]*(?:$|\|)", rest))
        )
        return f"{blanks}\\{sign}{rest}" if is_mark else text
    return f"{blanks}\\{text[len(blanks) :]}" if _BRACKET_AT_START.match(text, len(blanks)) else text
