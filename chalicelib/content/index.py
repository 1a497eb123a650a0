"""The index: what is published, in one object that readers load instead of the whole bucket."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from chalicelib.content import site as sites
from chalicelib.content.article import Article, Kind
from chalicelib.content.site import Site
from chalicelib.errors import Unavailable

KEY = "_index/site.json"
"""Where it lies in the bucket."""

FORMAT = 1


@dataclass(frozen=True)
class Index:
    """The site and every published article and page, by key.

    `seen` maps each content file in the bucket to the ETag it was last read at, good or not:
    what differs is what changed. `crowded` are the files refused only for an address that
    another has, `gone` the ids of deleted files by their keys. `generation` counts the writes,
    since an ETag can come back.
    """

    generation: int = 0
    site: Site = field(default_factory=Site)
    articles: tuple[Article, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    crowded: tuple[str, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[str, Article]:
        """Articles and pages by their key in the bucket."""
        return {article.key: article for article in self.articles}

    def public(self, kind: Kind, now: datetime) -> list[Article]:
        """What readers may see at `now`: articles newest first, pages in the author's order."""
        found = [a for a in self.articles if a.kind == kind and a.is_public(now)]
        if kind == "pages":
            return sorted(found, key=lambda page: (page.order, page.title.lower(), page.key))
        return sorted(found, key=lambda article: (article.date, article.key), reverse=True)

    def find(self, kind: Kind, slug: str, now: datetime) -> Article | None:
        """The public article or page at an address."""
        article = self._by_address.get((kind, slug))
        return article if article and article.is_public(now) else None

    def next_change(self, now: datetime) -> datetime | None:
        """The first moment after `now` at which something appears or goes."""
        following = bisect_right(self._changes, now)
        return self._changes[following] if following < len(self._changes) else None

    @cached_property
    def _changes(self) -> list[datetime]:
        moments = (m for a in self.articles if not a.draft for m in (a.date, a.expires) if m)
        return sorted(set(moments))

    @cached_property
    def _by_address(self) -> dict[tuple[Kind, str], Article]:
        return {(article.kind, article.slug): article for article in self.articles}


def dump(index: Index) -> bytes:
    """The index as JSON: the same bytes for the same content, in whatever order it was read."""
    document = {
        "format": FORMAT,
        "generation": index.generation,
        "site": asdict(index.site),
        "articles": [_flat(a) for a in sorted(index.articles, key=lambda a: a.key)],
        "seen": dict(sorted(index.seen.items())),
        "crowded": sorted(index.crowded),
        "gone": dict(sorted(index.gone.items())),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def load(data: bytes) -> Index:
    """Read what `dump` wrote, in this or a neighbouring version: while a deployment is under way
    old and new code read the same index, and each passes over what it does not know.

    Raises `Unreadable` for anything else.
    """
    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise Unreadable(
                f"{KEY} has format {document['format']}, and this code reads {FORMAT}",
                fault=f"{KEY} is of another format",
            )
        return Index(
            generation=document["generation"],
            site=sites.restore(document["site"]),
            articles=tuple(_restored(table) for table in document["articles"]),
            seen=document["seen"],
            crowded=tuple(document.get("crowded", ())),
            gone=document.get("gone", {}),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{KEY} cannot be read: {error}", fault=f"{KEY} is damaged") from error


class Unreadable(Unavailable):
    """The index in the bucket is not one of ours: readers get the last good one, if they can."""


_DEFAULTS = {f.name: f.default for f in fields(Article)}
_TIMES = ("date", "updated", "expires")


def _flat(article: Article) -> dict[str, Any]:
    """An article without what has its default: the index is read by every cold instance."""
    table = {
        name: value
        for name, default in _DEFAULTS.items()
        if name != "warnings" and (value := getattr(article, name)) != default
    }
    return table | {name: table[name].isoformat() for name in _TIMES if name in table}


def _restored(table: Mapping[str, Any]) -> Article:
    known = {name: value for name, value in table.items() if name in _DEFAULTS}
    return Article(**known | {name: datetime.fromisoformat(known[name]) for name in _TIMES if name in known})
