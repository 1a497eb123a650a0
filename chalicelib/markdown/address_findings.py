"""Addresses that are left out of a page: what begins them is no way to a page, a mailbox or a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.token import Token

from chalicelib.markdown.sanitizer import SCHEMES
from chalicelib.markdown.text_findings import TextFindings

_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def add_addresses(tokens: Iterable[Token], findings: TextFindings) -> None:
    """Adds those of the links and pictures of a text that was read into `tokens`."""
    for token in tokens:
        for part in token.children or ():
            if part.type in ("link_open", "image"):
                add_address(str(part.attrGet("href") or part.attrGet("src") or ""), findings)


def add_address(address: str, findings: TextFindings) -> None:
    """Adds one address, if it is left out."""
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        findings.add("address-left-out", address.strip(), scheme[1])
