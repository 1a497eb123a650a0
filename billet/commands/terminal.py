"""Texts of strangers on a terminal, which obeys some characters instead of showing them."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """A text that does nothing to a terminal but show: in one line, what cannot be seen written out."""
    return "".join(_seen(character) for character in text.strip())


def paragraphs(text: str) -> str:
    """The same for a text of several lines, which stay."""
    return "\n".join(plain(line) for line in text.splitlines())


def _seen(character: str) -> str:
    if character == "\n":
        return " ⏎ "
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
