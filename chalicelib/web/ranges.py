"""The part of a file that a request asks for (RFC 9110, 14): players jump about in sounds and films by it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chalice.app import Request

from chalicelib.content.media import LARGEST
from chalicelib.web.request import ETAG

_RANGE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII)


@dataclass(frozen=True)
class Part:
    """The bytes that are asked for, written as in a ``Range`` header; `etag` is that of the file they
    belong to, "" for any."""

    bytes: str
    etag: str = ""


def part_of(request: Request) -> Part | None:
    """Returns the part that is asked for, None for the whole file.

    It has `LARGEST` bytes at the most: Lambda sends no more, and who asked for more asks for the next part.
    Several parts in one are not read, nor those of a file of another date: the whole file answers these.
    """
    match = _RANGE.fullmatch(str(request.headers.get("range", "")))
    if request.method != "GET" or not match or not (match[1] or match[2]):
        return None
    condition = str(request.headers.get("if-range", ""))
    if condition and not ETAG.fullmatch(condition):
        return None
    if not match[1]:
        return Part(f"bytes=-{min(int(match[2]), LARGEST)}", condition)
    start = int(match[1])
    last = start + LARGEST - 1
    if match[2]:
        if int(match[2]) < start:
            return None
        last = min(int(match[2]), last)
    return Part(f"bytes={start}-{last}", condition)
