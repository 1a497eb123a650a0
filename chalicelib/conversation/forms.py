"""What a visitor may write in a form: limits and checks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.content.email_address import LONGEST_EMAIL, is_email
from chalicelib.errors import Rejected

TOKEN = "token"  # noqa: S105  # the name of the field
ACTION, PREVIEW = "action", "preview"
"""A field, and what it says where the writer wants to look at the text before sending it."""
HONEYPOT = "website"
"""A field that people do not see; programs that fill in every field give themselves away by it."""

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

# Unicode Standard Annex 9: explicit directional embeddings, overrides and isolates.
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def check_lengths(rules: tuple[Rule, ...], sent: Mapping[str, str]) -> None:
    """Raises `Rejected` with `TOO_LONG` for each field that has more bytes than its rule allows.

    Its cost grows with the length alone: it comes before all that may take longer, such as Unicode's
    normalisation, whose cost grows with the square of a run of combining marks.
    """
    errors = {rule.name: TOO_LONG for rule in rules if _is_too_long(rule, _trimmed(sent, rule))}
    if errors:
        raise Rejected(errors)


def check(rules: tuple[Rule, ...], sent: Mapping[str, str]) -> dict[str, str]:
    """Returns the fields as they are stored: trimmed, in NFC, lines ended by a line feed.

    Nothing is cut: what does not fit raises `Rejected` with a code for each field that is wrong.
    """
    check_lengths(rules, sent)
    values = {rule.name: unicodedata.normalize("NFC", _trimmed(sent, rule)) for rule in rules}
    errors = {rule.name: code for rule in rules if (code := _error(rule, values[rule.name]))}
    if errors:
        raise Rejected(errors)
    return values


def _trimmed(sent: Mapping[str, str], rule: Rule) -> str:
    """A field without the space around it; its lines, however a browser or word processor ends them, end
    with a line feed."""
    return _LINE_END.sub("\n", sent.get(rule.name, "")).strip()


def _is_too_long(rule: Rule, value: str) -> bool:
    return len(value.encode("utf-8", "surrogatepass")) > rule.limit


def _error(rule: Rule, value: str) -> str:
    """The code of what is wrong with a field in NFC, "" where nothing is."""
    if not value:
        return REQUIRED if rule.required else ""
    if _is_too_long(rule, value):  # a few letters are longer in NFC
        return TOO_LONG
    if _is_unreadable(value, "\n\t" if rule.lines else ""):
        return UNREADABLE
    if all(unicodedata.category(character)[0] in "ZC" for character in value):
        return REQUIRED  # nothing a reader could see, such as a single zero-width space
    return NOT_AN_EMAIL if rule.email and not is_email(value) else ""


def _is_unreadable(value: str, allowed: str) -> bool:
    """Whether a text has control characters that are not `allowed`, lone surrogates, or the mark of bytes
    that were no UTF-8; and, in one line, characters that turn the direction of all that follows."""
    refused = "\N{REPLACEMENT CHARACTER}" + ("" if allowed else _DIRECTIONS)
    return any(
        character in refused or (unicodedata.category(character) in ("Cc", "Cs") and character not in allowed)
        for character in value
    )
