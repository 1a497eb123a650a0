"""For how long browsers and CDNs may keep a public answer, fresh and stale (RFC 9111, RFC 5861)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

STALE_IF_ERROR = timedelta(days=1)
"""How long a page that was kept stands in for one that cannot be had."""

_NONE = timedelta(0)


@dataclass(frozen=True)
class Lifetime:
    """How long a page is fresh; and, after that, how long it may be shown while a newer one is fetched, or
    instead of a failure."""

    fresh: timedelta
    revalidating: timedelta = _NONE
    failing: timedelta = _NONE

    @classmethod
    def within(cls, freshness: timedelta, day: timedelta, change: timedelta | None) -> Self:
        """Returns the lifetime of a page that is right for the rest of the `day`, and whose articles stay
        until the next `change`, None for ever. No failure lets an article be seen too early or too late;
        but a page of yesterday is better than none."""
        fresh = min(freshness, day)
        longest = STALE_IF_ERROR if change is None else min(STALE_IF_ERROR, change - fresh)
        return cls(fresh, min(freshness, day - fresh), longest)

    @property
    def header(self) -> str:
        """Returns the Cache-Control of an answer that is the same for all."""
        stale = {"stale-while-revalidate": self.revalidating, "stale-if-error": self.failing}
        directives = [f"{name}={_seconds(span)}" for name, span in stale.items() if _seconds(span)]
        return ", ".join([f"public, max-age={_seconds(self.fresh)}", *directives])

    @property
    def private_header(self) -> str:
        """Returns the same for an answer that the reader's browser alone may keep, and only while fresh."""
        return f"private, max-age={_seconds(self.fresh)}"


def _seconds(span: timedelta) -> int:
    return max(0, int(span.total_seconds()))
