"""The table ``[redirects]`` of ``site.toml``: old addresses, and where they lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.content.old_address import decoded, old_address

WILDCARD = "/*"
"""Ends an old address that stands for all below it, and a new one that takes what stood there."""


@dataclass(frozen=True)
class Redirect:
    """One line of the table: `old` is a path from the root of the site, with a query or `WILDCARD` or
    neither; `new` is such a path without a query, or an ``https://`` address elsewhere."""

    old: str
    new: str
    line: int = 0


class RedirectTable:
    """The redirects of a site, found by address."""

    def __init__(self, redirects: Iterable[Redirect]) -> None:
        self._exact: dict[str, Redirect] = {}
        self._below: dict[str, Redirect] = {}
        for redirect in redirects:
            table = self._below if redirect.old.endswith(WILDCARD) else self._exact
            table.setdefault(key_of(redirect.old), redirect)

    def exact(self, address: str) -> Redirect | None:
        """Returns the redirect of an address in the form of `old_address`."""
        return self._exact.get(address)

    def below(self, path: str) -> tuple[Redirect, str] | None:
        """Returns the redirect with a wildcard for a percent-decoded path, the longest first, and the new
        address, its wildcard filled in."""
        if not self._below:
            return None
        segments = path.strip("/").split("/")
        for count in range(len(segments), -1, -1):
            if redirect := self._below.get(old_address("/" + "/".join([*segments[:count], "*"]))):
                rest = quote("/".join(segments[count:]).lstrip("/"), errors="replace")
                return redirect, _filled(redirect.new, rest)
        return None

    def matching(self, path: str) -> Redirect | None:
        """Returns the redirect of a path without a query, with a wildcard or without."""
        below = self.below(path)
        return self.exact(old_address(path)) or (below[0] if below else None)


def key_of(old: str) -> str:
    """Returns the old address of a redirect as it is compared. What stands before a wildcard keeps its
    ending: below ``/index.php`` is not below the root."""
    path, mark, query = old.partition("?")
    return old_address(decoded(path) + mark + query)


def _filled(new: str, rest: str) -> str:
    if not new.endswith(WILDCARD):
        return new
    return new.removesuffix("*") + rest if rest else new.removesuffix(WILDCARD) or "/"
