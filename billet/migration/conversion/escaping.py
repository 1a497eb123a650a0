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
    r"|\[(?=[\[^!]|[ xX]\]|[^\]]*\](?:[(\[:]|$))|(?<=\^)\["
    r"|~(?=~)|(?<=~)~|=(?==)|(?<==)=|%(?=%)|(?<=%)%"
    r"|\{(?=[{%#:./]|[ ]*[\w-]+=)"
    r"|(?<!\w)\$(?=[^\s\d])|\$(?=\$)"
    r"|!$"
)
"""Signs that mostly mean something where they stand so."""

_HEAVY = re.compile(r"[\\`*_{}\[\]<>#+!|~=$^%&@:/]|(?<=[Ww])\.")
"""Signs that may mean something anywhere. Quotes, dots and hyphens are set by the language of a text."""

_ADDRESS = re.compile(
    r"(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//)|(?<=www)\.|(?<=[\w.+-])@(?=[\w-]+\.)", re.IGNORECASE
)
_LINE_START = re.compile(r"([ ]*)(?:(\d{1,9})([.)])(?=\s|$)|([#>+:=~|-])|(\[))")
_BRACKET_AT_START = re.compile(r"\[(?:TOC\]|//\])")


def escape(text: str, *, is_heavy: bool = False, in_link: bool = False, in_table: bool = False) -> str:
    """Returns a text in a line with its signs escaped. `is_heavy` tells whether all are that may mean
    something; else those that mostly do. In a link addresses are no links of their own."""
    if is_heavy:
        return _HEAVY.sub(r"\\\g<0>", text)
    text = _LIGHT.sub(r"\\\g<0>", text)
    text = NAMES.sub(lambda names: names[0].replace(":", "\\:"), text)
    if not in_link:
        text = _ADDRESS.sub(r"\\\g<0>", text)
    return text.replace("|", "\\|") if in_table else text


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
