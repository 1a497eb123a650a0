"""The index: what is published, in one object that readers load instead of the whole bucket."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from chalicelib.content import site as sites
from chalicelib.content.article import Article, Kind, Summary
from chalicelib.content.edition.listing import ARCHIVE, EVERYTHING, SHELVES, Shelf, Term
from chalicelib.content.edition.record import Record
from chalicelib.content.edition.terms import most_written, names_of
from chalicelib.content.library import Library, Medium, old_path
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
    another has, `gone` the ids of deleted files by their keys, `moved` the ids of articles by
    addresses they had. `media` are the files texts may show, by key; `unmet` what an article refers
    to and nobody has uploaded. `generation` counts the writes, since an ETag can come back; `rules`
    tells by which rules the files were read.
    """

    generation: int = 0
    site: Site = field(default_factory=Site)
    articles: tuple[Article, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    crowded: tuple[str, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, Medium] = field(default_factory=dict)
    unmet: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: int = 0

    @cached_property
    def by_key(self) -> dict[str, Article]:
        """Articles and pages by their key in the bucket."""
        return {article.key: article for article in self.articles}

    def public(self, kind: Kind, now: datetime) -> list[Article]:
        """What lists show at `now`: articles newest first, pages in the author's order."""
        found = [a for a in self.articles if a.kind == kind and a.is_public(now) and not a.unlisted]
        if kind == "pages":
            return sorted(found, key=lambda page: (page.order, page.title.lower(), page.key))
        return sorted(found, key=lambda article: (article.date, article.key), reverse=True)

    def find(self, kind: Kind, slug: str, now: datetime) -> Article | None:
        """The public article or page at an address."""
        article = self._by_address.get((kind, slug))
        return article if article and article.is_public(now) else None

    def redirect(self, path: str, now: datetime) -> Article | None:
        """The public article or page that had an address, percent-decoded, from the root of the site."""
        found = (a for a in self._once_at.get(old_path(path), ()) if a.is_public(now))
        article = next(found, None)
        return article if article and article.path != unicodedata.normalize("NFC", path) else None

    def record(self, article: Article, now: datetime) -> Record:
        """An article with those it stands beside at `now`."""
        listed = self.public("articles", now)
        place = next((n for n, one in enumerate(listed) if one is article), None)
        earlier = listed[place + 1] if place is not None and place + 1 < len(listed) else None
        later = listed[place - 1] if place else None
        like = sorted(
            (one for one in listed if one is not article and set(one.tags) & set(article.tags)),
            key=lambda one: -len(set(one.tags) & set(article.tags)),
        )
        others = [
            one
            for one in self.articles
            if article.translation
            and (one.kind, one.translation) == (article.kind, article.translation)
            and one.language != article.language
        ]
        return Record(article, self.library, earlier, later, tuple(like[:4]), tuple(others)).at(now)

    def terms(self, shelf: Shelf, now: datetime) -> list[Term]:
        """The tags, categories or series of the listed articles, by label."""
        counts: dict[str, Counter[str]] = {}
        for article in self.public("articles", now):
            for slug, label in names_of(article, shelf).items():
                counts.setdefault(slug, Counter())[label] += 1
        found = [Term(slug, most_written(labels), labels.total()) for slug, labels in counts.items()]
        return sorted(found, key=lambda term: (term.label.casefold(), term.slug))

    def listing(self, name: str, now: datetime) -> Rows:
        """The listed articles of a name."""
        listed = self.public("articles", now)
        if name in (EVERYTHING, ARCHIVE):
            return Rows("", tuple(listed))
        shelf, _, slug = name.partition("/")
        assert shelf in SHELVES, "there are no other lists"
        label = next((term.label for term in self.terms(shelf, now) if term.slug == slug), "")
        return Rows(label, tuple(one for one in listed if slug in names_of(one, shelf)))

    @cached_property
    def library(self) -> Library:
        """What texts may refer to."""
        return Library(self.articles, self.media)

    def next_change(self, now: datetime) -> datetime | None:
        """The first moment after `now` at which something appears or goes."""
        following = bisect_right(self._changes, now)
        return self._changes[following] if following < len(self._changes) else None

    @cached_property
    def _changes(self) -> list[datetime]:
        moments = (m for a in self.articles if not a.draft for m in (a.begins, a.expires) if m)
        return sorted(set(moments))

    @cached_property
    def _by_address(self) -> dict[tuple[Kind, str], Article]:
        return {(article.kind, article.slug): article for article in self.articles}

    @cached_property
    def _once_at(self) -> dict[str, list[Article]]:
        """Who may be meant by an old address: first who says so, the older before the newer, then
        who was there, then who is there under a name such as ``x.html``."""
        found: dict[str, list[Article]] = {}
        for article in sorted(self.articles, key=lambda one: (one.date, one.key)):
            for alias in article.aliases:
                found.setdefault(old_path(alias), []).append(article)
        by_id = {article.id: article for article in self.articles}
        for path, whose in self.moved.items():
            if whose in by_id:
                found.setdefault(old_path(path), []).append(by_id[whose])
        for article in self.articles:
            found.setdefault(old_path(article.path), []).append(article)
        return found


@dataclass(frozen=True)
class Rows:
    """A listing that is whole in memory."""

    label: str
    all: tuple[Article, ...]

    def __len__(self) -> int:
        return len(self.all)

    def rows(self, start: int, count: int) -> Sequence[Summary]:
        return self.all[start : start + count]


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
        "moved": dict(sorted(index.moved.items())),
        "media": {key: _facts(medium) for key, medium in sorted(index.media.items())},
        "unmet": dict(sorted(index.unmet.items())),
        "rules": index.rules,
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
            moved=document.get("moved", {}),
            media={key: _medium(facts) for key, facts in document.get("media", {}).items()},
            unmet={key: tuple(names) for key, names in document.get("unmet", {}).items()},
            rules=document.get("rules", 0),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{KEY} cannot be read: {error}", fault=f"{KEY} is damaged") from error


class Unreadable(Unavailable):
    """The index in the bucket is not one of ours: readers get the last good one, if they can."""


_DEFAULTS = {f.name: f.default for f in fields(Article)}
_TIMES = ("date", "updated", "expires", "appears", "edited")
_LISTS = ("tags", "categories", "aliases", "names")


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
    times = {name: datetime.fromisoformat(known[name]) for name in _TIMES if name in known}
    return Article(**known | times | {name: tuple(known[name]) for name in _LISTS if name in known})


def _facts(medium: Medium) -> list[Any]:
    return [medium.etag, medium.size, medium.width, medium.height, *medium.widths]


def _medium(facts: list[Any]) -> Medium:
    etag, size, width, height, *widths = facts
    return Medium(etag, size, width, height, tuple(widths))
