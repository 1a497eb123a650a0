"""``tag:`` URIs (RFC 4151): ids that are unique in the world and never change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

SINCE = "2026"
"""The date in the ids of blogs that name none: one that no later release may change."""

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
AUTHORITY = re.compile(rf"(?:[A-Za-z0-9._-]+@)?{_NAME},\d{{4}}(?:-\d\d(?:-\d\d)?)?")
"""The owner of the names, and a day on which the domain was theirs (RFC 4151, 2.1)."""


@dataclass(frozen=True)
class Names:
    """Names given by `authority`, such as ``example.org,2026``."""

    authority: str

    def of(self, kind: Literal["article", "comment", "feed"], id: str) -> str:
        """Returns the id of a thing in feeds, made of its id in the blog, never of its address."""
        return f"tag:{self.authority}:{kind}:{quote(id, safe='/', errors='replace')}"


def names(authority: str, base: str) -> Names:
    """Returns the names of a blog: by its author's authority, else by the host of its address `base`."""
    if authority:
        return Names(authority)
    host = re.sub(r"[^A-Za-z0-9.-]+", "-", urlsplit(base).hostname or "").strip(".-")
    return Names(f"{host or 'localhost'},{SINCE}")
