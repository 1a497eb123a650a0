"""What a visitor may write in a form: limits and checks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.content.text import LONGEST_EMAIL, is_email
from chalicelib.errors import Rejected

TOKEN = "token"  # noqa: S105  # the name of the field
HONEYPOT = "website"
"""A field people do not see; programs that fill in every field give themselves away by it."""

# Codes of errors. The web room has a sentence for each, in each language.
REQUIRED, TOO_LONG, UNREADABLE, NOT_AN_EMAIL, EXPIRED = (
    "required",
    "too_long",
    "unreadable",
    "not_an_email",
    "expired",
)


@dataclass(frozen=True)
class Rule:
    """What one field may hold. `limit` is in bytes of UTF-8, as the store counts."""

    name: str
    limit: int
    required: bool = True
    email: bool = False
    lines: bool = False


COMMENT = (
    Rule("name", 100),
    Rule("email", LONGEST_EMAIL, required=False, email=True),
    Rule("text", 10_000, lines=True),
)
MESSAGE = (
    Rule("name", 100),
    Rule("email", LONGEST_EMAIL, email=True),
    Rule("subject", 200),
    Rule("text", 20_000, lines=True),
)

# Unicode Standard Annex 9: explicit directional embeddings, overrides and isolates.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def check(rules: tuple[Rule, ...], sent: Mapping[str, str]) -> dict[str, str]:
    """The fields as they are stored: trimmed, in NFC, lines ended by a line feed.

    Nothing is cut: what does not fit raises `Rejected` with a code for each field that is wrong.
    """
    values, errors = {}, {}
    for rule in rules:
        value = tidy(sent.get(rule.name, ""))
        values[rule.name] = value
        if code := _error(rule, value):
            errors[rule.name] = code
    if errors:
        raise Rejected(errors)
    return values


def tidy(text: str) -> str:
    """Line ends, vertical tabs (as word processors paste them) and surrounding space made equal."""
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return unicodedata.normalize("NFC", text).strip()


def _error(rule: Rule, value: str) -> str:
    if not value:
        return REQUIRED if rule.required else ""
    if len(value.encode("utf-8", "surrogatepass")) > rule.limit:
        return TOO_LONG
    if _is_unreadable(value, "\n\t" if rule.lines else ""):
        return UNREADABLE
    if all(unicodedata.category(c)[0] in "ZC" for c in value):
        return REQUIRED  # nothing a reader could see, such as a single zero-width space
    return NOT_AN_EMAIL if rule.email and not is_email(value) else ""


def _is_unreadable(value: str, allowed: str) -> bool:
    """Control characters, lone surrogates, the mark of bytes that were no UTF-8; and in one line
    those that turn the direction of all that follows."""
    refused = "\N{REPLACEMENT CHARACTER}" + ("" if allowed else _TURNING)
    return any(c in refused or (unicodedata.category(c) in ("Cc", "Cs") and c not in allowed) for c in value)
