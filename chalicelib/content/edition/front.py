"""The front: the one object of an edition that is written over, and all that the home page loads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.content import site as sites
from chalicelib.content.article import Summary
from chalicelib.content.edition.flat import FOLDER, flat, packed, restored
from chalicelib.content.edition.holdings import Holdings
from chalicelib.content.site import Site
from chalicelib.errors import Unavailable

KEY = FOLDER + "site.json"
"""Where it lies in the bucket."""

FORMAT = 2

LARGEST = 64 * 1024
"""Bytes of it, and of every other object that a list of articles loads, however many there are."""

INLINE = 12 * 1024
"""Characters of a directory or manifest that the front holds itself; a longer one is an object of its own."""

ELSEWHERE = "@"
"""Stands before the name of the object that a text is in."""


@dataclass(frozen=True)
class Newcomer:
    """One of the newest articles, which the lists in other objects do not hold yet: so that one that comes
    changes none of them. `keywords` are what it is about; `featured` tells whether it says of itself that
    it is the article of the moment."""

    summary: Summary
    keywords: tuple[str, ...] = ()
    featured: bool = False


@dataclass(frozen=True)
class Front:
    """What every page needs, and the names of the objects that hold the rest.

    `newcomers` are the newest of the listed articles, the oldest first; `before` those that come before
    them, the newest first, so that both are enough for a first page. `upcoming` will be listed in this
    order. `made` is the time at which the run that wrote it looked; `changes` are the first moments after
    it at which something appears or goes. `index` is the name of the whole index, `looked` a digest of the
    list of the bucket it was made from, "" where that was not read to its end.
    """

    generation: int = 0
    made: datetime | None = None
    site: Site = field(default_factory=Site)
    total: int = 0
    newcomers: tuple[Newcomer, ...] = ()
    before: tuple[Summary, ...] = ()
    upcoming: tuple[Newcomer, ...] = ()
    pages: tuple[Summary, ...] = ()
    featured: Summary | None = None
    favourite: Summary | None = None
    legal: Summary | None = None
    years: Mapping[int, int] = field(default_factory=dict)
    changes: tuple[datetime, ...] = ()
    addresses: str = ""
    """`Directory` of records by path and of who had an address, or where it is."""
    lists: str = ""
    """`Directory` of the lists of tags, categories and series."""
    everything: str = ""
    """`Manifest` of all listed articles before the newcomers, or where it is."""
    archive: str = ""
    """The same of the list without excerpts."""
    holdings: Holdings = field(default_factory=Holdings)
    index: str = ""
    looked: str = ""
    rules: int = 0

    def next_change(self, now: datetime) -> datetime | None:
        """The first moment after `now` at which something appears or goes, as far as is known here."""
        return next((moment for moment in self.changes if moment > now), None)


_SUMMARIES = ("before", "pages")
_NEWCOMERS = ("newcomers", "upcoming")
_CHOSEN = ("featured", "favourite", "legal")
_AS_THEY_ARE = (
    "generation",
    "total",
    "addresses",
    "lists",
    "everything",
    "archive",
    "index",
    "looked",
    "rules",
)


def dump(front: Front) -> bytes:
    """The front as JSON: the same bytes for the same content."""
    return packed(
        {
            "format": FORMAT,
            **{name: getattr(front, name) for name in _AS_THEY_ARE},
            "made": front.made.isoformat() if front.made else "",
            "site": asdict(front.site),
            **{name: [flat(one) for one in getattr(front, name)] for name in _SUMMARIES},
            **{
                name: [
                    flat(one.summary) | {"keywords": one.keywords, "featured": one.featured}
                    for one in getattr(front, name)
                ]
                for name in _NEWCOMERS
            },
            **{name: flat(one) if (one := getattr(front, name)) else None for name in _CHOSEN},
            "years": {str(year): count for year, count in front.years.items()},
            "changes": [moment.isoformat() for moment in front.changes],
            "holdings": asdict(front.holdings),
        }
    )


def load(data: bytes) -> Front:
    """Read what `dump` wrote, in this or a neighbouring version: while a deployment is under way
    old and new code read the same front, and each passes over what it does not know.

    Raises `Unreadable` for anything else.
    """
    try:
        table = json.loads(data)
        if table["format"] != FORMAT:
            raise Unreadable(
                f"{KEY} has format {table['format']}, and this code reads {FORMAT}",
                log_summary=f"{KEY} is of another format",
            )
        values: dict[str, Any] = {name: table[name] for name in _AS_THEY_ARE if name in table}
        values |= {name: tuple(restored(Summary, one) for one in table.get(name, ())) for name in _SUMMARIES}
        values |= {name: tuple(_newcomer(one) for one in table.get(name, ())) for name in _NEWCOMERS}
        values |= {name: restored(Summary, table[name]) for name in _CHOSEN if table.get(name)}
        return Front(
            **values,
            made=datetime.fromisoformat(table["made"]) if table["made"] else None,
            site=sites.restore(table["site"]),
            years={int(year): count for year, count in table.get("years", {}).items()},
            changes=tuple(datetime.fromisoformat(moment) for moment in table.get("changes", ())),
            holdings=_holdings(table.get("holdings", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{KEY} cannot be read: {error}", log_summary=f"{KEY} is damaged") from error


class Unreadable(Unavailable):
    """An object of the index is not one of ours: readers get the last good one, if they can."""


def _newcomer(table: dict[str, Any]) -> Newcomer:
    return Newcomer(restored(Summary, table), tuple(table.get("keywords", ())), table.get("featured", False))


def _holdings(table: dict[str, Any]) -> Holdings:
    return Holdings(table.get("base", ""), table.get("recent", ""), tuple(table.get("gone", ())))
