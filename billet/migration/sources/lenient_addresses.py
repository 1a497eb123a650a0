"""Addresses as exports have them: some are none, such as ``http://[draft]/``, and no reason to stop."""

from __future__ import annotations

from urllib import parse
from urllib.parse import SplitResult


def urlsplit(address: str) -> SplitResult:
    """Returns the parts of an address as `urllib.parse.urlsplit` does; what is none is a path."""
    try:
        return parse.urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def urljoin(base: str, address: str) -> str:
    """Returns an address made whole as `urllib.parse.urljoin` does; what is none stays as it is."""
    try:
        return parse.urljoin(base, address)
    except ValueError:
        return address
