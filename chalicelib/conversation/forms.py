"""What a visitor may write in a form: limits and checks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.content.email_address import LONGEST_EMAIL, is_email
from chalicelib.content.text import is_blank
from chalicelib.errors import Rejected

TOKEN = "token"  # noqa: S105  # the name of the field
ACTION, PREVIEW = "action", "preview"
"""A field, and what it says where the writer wants to look at the text before sending it."""

MOST_MARKS = 100
"""Combining marks in a row beyond which a text is refused: NFC takes time by the square of their number, and
no writing has a tenth of them."""

# Codes of errors. The web room has a sentence for each, in each language.
REQUIRED, TOO_LONG, UNREADABLE, NOT_AN_EMAIL, EXPIRED, PARENT_GONE = (
    "required",
    "too_long",
    "unreadable",
    "not_an_email",
    "expired",
    "parent_gone",
)


@dataclass(frozen=True)
class Rule:
    """What one field may hold: `limit` is in bytes of UTF-8, as the store counts; `lines` allows several."""

    name: str
    limit: int
    required: bool = True
    email: bool = False
    lines: bool = False


COMMENT = (
    Rule("name", 100),
    Rule("email", LONGEST_EMAIL, required=False, email=True),
    Rule("parent", 20, required=False),
    Rule("text", 10_000, lines=True),
)
CORRECTION = tuple(rule for rule in COMMENT if rule.name in ("name", "text"))
MESSAGE = (
    Rule("name", 100),
    Rule("email", LONGEST_EMAIL, email=True),
    Rule("subject", 200),
    Rule("text", 20_000, lines=True),
)

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# What is copied from a page comes with marks of no width as well.
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u00ad\u200b\u2060\ufeff"

# Unicode Standard Annex 9: explicit directional embeddings, overrides and isolates.
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def check_lengths(rules: tuple[Rule, ...], sent: Mapping[str, str]) -> None:
    """Raises `Rejected` with `TOO_LONG` for each field that has more bytes than its rule allows.

    Its cost grows with the length alone: it comes before all that may take longer.
    """
    errors = {rule.name: TOO_LONG for rule in rules if _is_too_long(rule, _trimmed(sent, rule))}
    if errors:
        raise Rejected(errors)


def check(rules: tuple[Rule, ...], sent: Mapping[str, str]) -> dict[str, str]:
    """Returns the fields as they are stored: trimmed, in NFC, lines ended by a line feed, "" where a reader
    would see nothing.

    Nothing is cut: what does not fit raises `Rejected` with a code for each field that is wrong.
    """
    check_lengths(rules, sent)
    trimmed = {rule.name: _trimmed(sent, rule) for rule in rules}
    if piled := {name: UNREADABLE for name, value in trimmed.items() if _has_pile(value)}:
        raise Rejected(piled)
    values = {rule.name: _normal(rule, trimmed[rule.name]) for rule in rules}
    errors = {rule.name: code for rule in rules if (code := _error(rule, values[rule.name]))}
    if errors:
        raise Rejected(errors)
    return values


def _trimmed(sent: Mapping[str, str], rule: Rule) -> str:
    """A field without the space around it, a tab in one line a space; its lines, however a browser or word
    processor ends them, end with a line feed."""
    value = _LINE_END.sub("\n", sent.get(rule.name, ""))
    return (value if rule.lines else value.replace("\t", " ")).strip(_SPACES)


def _normal(rule: Rule, value: str) -> str:
    is_empty = is_blank(value) and not _is_unreadable(rule, value)
    return "" if is_empty else unicodedata.normalize("NFC", value)


def _is_too_long(rule: Rule, value: str) -> bool:
    return len(value.encode("utf-8", "surrogatepass")) > rule.limit


def _has_pile(value: str) -> bool:
    """Whether more than `MOST_MARKS` combining marks follow each other."""
    marks = 0
    for character in "" if value.isascii() else value:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_MARKS:
            return True
    return False


def _error(rule: Rule, value: str) -> str:
    """The code of what is wrong with a field in NFC, "" where nothing is."""
    if not value:
        return REQUIRED if rule.required else ""
    if _is_too_long(rule, value):  # a few letters are longer in NFC
        return TOO_LONG
    if _is_unreadable(rule, value):
        return UNREADABLE
    return NOT_AN_EMAIL if rule.email and not is_email(value) else ""


def _is_unreadable(rule: Rule, value: str) -> bool:
    """Whether a text has control characters that its rule does not allow, lone surrogates, or the mark of
    bytes that were no UTF-8; and, in one line, characters that turn the direction of all that follows."""
    allowed = "\n\t" if rule.lines else ""
    refused = "\N{REPLACEMENT CHARACTER}" + ("" if rule.lines else _DIRECTIONS)
    return any(
        character in refused or (unicodedata.category(character) in ("Cc", "Cs") and character not in allowed)
        for character in value
    )
