"""Texts of strangers made safe for a terminal, which obeys some characters instead of showing them."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """A text in one line that a terminal only shows: characters that are not printable are escaped."""
    return "".join(_printable(character) for character in text.strip())


def paragraphs(text: str) -> str:
    """The same for each line of a text."""
    return "\n".join(plain(line) for line in text.splitlines())


def _printable(character: str) -> str:
    if character == "\n":
        return " ⏎ "
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
