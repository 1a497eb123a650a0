"""The part of a file that a request asks for (RFC 9110, 14): players jump about in sounds and films by it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chalice.app import Request

from chalicelib.web.request import ETAG

_RANGE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII)


@dataclass(frozen=True)
class Part:
    """The bytes that are asked for, written as in a ``Range`` header; `etag` is that of the file they
    belong to, "" for any."""

    bytes: str
    etag: str = ""


def part_of(request: Request) -> Part | None:
    """Returns the part that is asked for, None for the whole file: also for several parts in one, and for a
    part of a file of another date, or of one that is known by a weak ETag (RFC 9110, 13.1.5)."""
    match = _RANGE.fullmatch(str(request.headers.get("range", "")))
    if request.method != "GET" or not match or not (match[1] or match[2]):
        return None
    condition = str(request.headers.get("if-range", ""))
    if condition and not ETAG.fullmatch(condition):
        return None
    first, last = match.groups()
    if first and last and int(last) < int(first):
        return None
    return Part(f"bytes={first}-{last}", condition)
