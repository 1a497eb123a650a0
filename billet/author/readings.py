"""Readings of the blog, counted from its log: which article, on which day, by what, from which site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.web.urls import PATHS

_FEEDS = (PATHS["feed"], PATHS["json_feed"])


@dataclass(frozen=True)
class Readings:
    """How often something was read on one day (UTC) by one class of programs (`chalicelib.web.audience`) that
    came from one site; `referrer` is its host, "" for none."""

    day: date
    route: str
    slug: str
    client: str
    referrer: str
    count: int

    @property
    def subject(self) -> str:
        """The address of what was read; all feeds are one."""
        return "feeds" if self.route in _FEEDS else self.route.replace("{slug}", self.slug)


def of_slug(readings: Iterable[Readings], slug: str) -> list[Readings]:
    """Returns the readings of an article or standing page."""
    return [entry for entry in readings if entry.slug == slug]


def table(readings: Iterable[Readings]) -> list[tuple[str, Counter[str]]]:
    """Returns the counts of each class of programs by subject: what most people read is first."""
    counts: dict[str, Counter[str]] = {}
    for entry in readings:
        counts.setdefault(entry.subject, Counter())[entry.client] += entry.count
    return sorted(counts.items(), key=lambda row: (-row[1]["person"], -row[1].total(), row[0]))


def by_people(readings: Iterable[Readings], key: Callable[[Readings], Any]) -> Counter[Any]:
    """Returns how often people read, by a key of the readings."""
    counts: Counter[Any] = Counter()
    for entry in readings:
        if entry.client == "person":
            counts[key(entry)] += entry.count
    return counts
