"""Binds an edition: the front, and the objects it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.content.article import Article, Kind, Summary
from chalicelib.content.binding import lists
from chalicelib.content.binding.changes import Changes, State
from chalicelib.content.binding.listed import Listed
from chalicelib.content.binding.lists import Lists
from chalicelib.content.binding.objects import Objects
from chalicelib.content.binding.records import Records
from chalicelib.content.binding.relatives import kin_of
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition import rows
from chalicelib.content.edition.front import INLINE, Front, Newcomer
from chalicelib.content.edition.listing import PAGES
from chalicelib.content.edition.pieces import Manifest
from chalicelib.content.edition.shards import NOTHING, Directory
from chalicelib.content.index import Index

AT_HAND = 20
"""The newest articles that the front has at the least, where there are so many."""

HEAVIEST = 16_000
"""Bytes of those that it has for that number alone, and of the standing pages in its menu."""

ROOM = fronts.LARGEST - 16_000
"""Bytes of the front before search and publishing add to it."""

A_NAME = 20
"""Characters of a text that is hardly longer than the name of the object it may be put into."""

COMING = 10
"""How many articles the front has that are to come, and how many moments at which something changes twice
over: the schedule makes another front long before they are used up."""


@dataclass(frozen=True)
class Bound:
    """An edition but for its search: the front, the index with what is to be remembered of both, and the
    objects to be written, by name."""

    front: Front
    index: Index
    new: dict[str, bytes]


def bind(index: Index, now: datetime, before: tuple[Index, datetime] | None = None) -> Bound:
    """Bind what readers load of `index` at `now`. `before` is the index of the edition of which what is the
    same is kept, and the time at which that was bound."""
    listed = Listed(index.articles, now)
    old, changes = None, None
    if before and before[0].rules == index.rules:
        old = State(before[0], Listed(before[0].articles, before[1]), before[0].kin)
        changes = Changes(old, index, listed)
    state = State(index, listed, {})
    state = replace(state, kin=kin_of(state, old, changes))
    objects = Objects(old.index.kept if old else {})
    tables = _tables(state, objects, old.index.tables if old else {}, changes)
    places = {name: objects.put_aside(text, INLINE) for name, text in tables.items()}
    values: dict[str, Any] = _newest(state) | _chosen(state, now) | places
    front = Front(
        **values,
        made=now,
        site=index.site,
        total=len(listed.articles),
        upcoming=tuple(_newcomer(state, one) for one in _upcoming(index, now)),
        pages=_menu(_lines(listed.pages)),
        years=_years(state),
        changes=_moments(index, now),
        rules=index.rules,
    )
    front = _fitting(front, tables, objects)
    return Bound(front, replace(index, kin=state.kin, tables=tables, kept=objects.kept), objects.new)


def _fitting(front: Front, tables: Mapping[str, str], objects: Objects) -> Front:
    """The front, or what most fits into `ROOM` where texts are unusually long. What it leaves out is loaded
    from elsewhere, or comes with a later run."""
    if _fits(front):
        return front
    places: dict[str, Any] = {name: objects.put_aside(text, A_NAME) for name, text in tables.items()}
    front = replace(front, **places)
    for name in ("upcoming", "before", "pages"):
        while not _fits(front) and (those := getattr(front, name)):
            shorter: dict[str, Any] = {name: those[: len(those) // 2]}
            front = replace(front, **shorter)
    if not _fits(front):
        front = replace(front, newcomers=tuple(replace(one, keywords=()) for one in front.newcomers))
    return front


def _fits(front: Front) -> bool:
    """Whether it leaves room for what search and publishing add to it."""
    return len(fronts.dump(front)) <= ROOM


def _tables(
    state: State, objects: Objects, before: Mapping[str, str], changes: Changes | None
) -> dict[str, str]:
    """The texts of directories and manifests."""
    records = Records(state, objects).bind(
        Directory(before.get("addresses", "")), changes.addresses(state.kin) if changes else None
    )
    tables = {"addresses": records.text}
    if changes and not changes.settled and not changes.pages:
        for name in ("everything", "archive"):
            tables[name] = before[name]
            for _, piece in Manifest(before[name]).pieces:
                objects.keep(piece)
        tables["lists"] = before["lists"]
        for piece in Directory(before["lists"]).names.values():
            if piece != NOTHING:
                objects.keep(piece)
        return tables
    settled = list(state.settled.values())
    pages = _lines(state.listed.pages)
    changed = changes.lists | {PAGES} if changes else None
    directory = Lists(settled, pages, objects).bind(Directory(before.get("lists", "")), changed)
    return tables | {
        "lists": directory.text,
        "everything": lists.everything(settled, objects).text,
        "archive": lists.archive(settled, objects).text,
    }


def _newest(state: State) -> dict[str, Any]:
    """The newcomers, and as many before them as a first page needs."""
    articles, settled = state.listed.articles, state.listed.settled
    before: list[Summary] = []
    weight = 0
    for place in reversed(range(max(0, len(articles) - AT_HAND), settled)):
        if (weight := weight + rows.weight(articles[place])) > HEAVIEST:
            break
        before.append(rows.teaser(articles[place].summary()))
    newcomers = tuple(_newcomer(state, one) for one in articles[settled:])
    return {"newcomers": newcomers, "before": tuple(before)}


def _newcomer(state: State, article: Article) -> Newcomer:
    gist = state.index.gists.get(article.key)
    return Newcomer(rows.teaser(article.summary()), gist.keywords if gist else (), article.featured)


def _upcoming(index: Index, now: datetime) -> list[Article]:
    """The next that will be listed."""
    found = [
        one
        for one in index.articles
        if one.begins > now and one.kind == "articles" and not (one.draft or one.unlisted)
        if one.is_public(one.begins)
    ]
    return sorted(found, key=lambda one: (one.begins, one.key))[:COMING]


def _lines(pages: Iterable[Article]) -> list[Summary]:
    return [rows.line(page.summary()) for page in pages]


def _menu(pages: Sequence[Summary]) -> tuple[Summary, ...]:
    """As many of them as every page can carry."""
    shown: list[Summary] = []
    weight = 0
    for page in pages:
        if (weight := weight + rows.weight(page)) > HEAVIEST:
            break
        shown.append(page)
    return tuple(shown)


def _chosen(state: State, now: datetime) -> dict[str, Summary | None]:
    """What the settings choose, and readers may see one day; the article of the moment is else the newest
    that says so itself."""
    index, site = state.index, state.index.site

    def named(kind: Kind, slug: str) -> Summary | None:
        found = index.at(kind, slug) if slug else None
        return None if found is None or found.is_over(now) else rows.brief(found.summary())

    says_so = next((one for one in reversed(state.listed.articles) if one.featured), None)
    featured = named("articles", site.featured) if site.featured else None
    if not site.featured and says_so:
        featured = rows.brief(says_so.summary())
    return {
        "featured": featured,
        "favourite": named("articles", site.favourite),
        "legal": named("pages", site.legal),
    }


def _years(state: State) -> dict[int, int]:
    """How many listed articles each year has, the newest first."""
    zone = state.index.site.zone
    return dict(Counter(one.date.astimezone(zone).year for one in reversed(state.listed.articles)))


def _moments(index: Index, now: datetime) -> tuple[datetime, ...]:
    moments = {
        m for one in index.articles if not one.draft for m in (one.begins, one.expires) if m and m > now
    }
    return tuple(sorted(moments)[: 2 * COMING])
