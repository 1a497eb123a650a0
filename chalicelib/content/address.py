"""Which article has which address, when several want the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from heapq import heappop, heappush

from chalicelib.content.article import Article, Kind
from chalicelib.content.problem import Problem
from chalicelib.markdown.link_resolver import old_path

Address = tuple[Kind, str]


@dataclass(frozen=True)
class Addresses:
    """The articles that are published, and why others are not, or not as last uploaded, by key."""

    published: list[Article]
    refused: dict[str, Problem]


def address_of(article: Article) -> Address:
    """What readers find an article by."""
    return article.kind, article.slug


def settle(articles: Iterable[Article], before: Mapping[str, Article]) -> Addresses:
    """Give each address to one article.

    Who had it in `before` (articles as last published, by key) keeps it. Who wants to move may,
    once the address is free, and stays where it was until then; so does its last good version. A
    newcomer gets what is left, the older first.
    """
    holders: dict[Address, Article] = {}
    movers, newcomers = [], []
    for article in sorted(articles, key=lambda one: (one.date, one.key)):
        last = before.get(article.key)
        if last is None:
            newcomers.append(article)
        elif address_of(last) == address_of(article):
            holders[address_of(article)] = article
        else:
            movers.append(article)
            holders.setdefault(address_of(last), last)
    staying = _move(movers, before, holders)
    refused = {mover.key: _taken(mover, holders[address_of(mover)]) for mover in staying}
    for article in newcomers:
        holder = holders.setdefault(address_of(article), article)
        if holder is not article:
            refused[article.key] = _taken(article, holder)
    return Addresses(list(holders.values()), refused)


def _move(
    movers: Iterable[Article], before: Mapping[str, Article], holders: dict[Address, Article]
) -> list[Article]:
    """Let each mover have its address, the first of those first that find theirs free; the movers that
    stay. Each address left may let another move in."""
    ready = list(enumerate(movers))
    waiting: dict[Address, list[tuple[int, Article]]] = {}
    while ready:
        turn, mover = heappop(ready)
        if address_of(mover) in holders:
            waiting.setdefault(address_of(mover), []).append((turn, mover))
            continue
        left = address_of(before[mover.key])
        del holders[left]
        holders[address_of(mover)] = mover
        for one in waiting.pop(left, ()):
            heappush(ready, one)
    return [mover for _, mover in sorted(one for those in waiting.values() for one in those)]


def moved(
    before: Iterable[Article], after: Iterable[Article], known: Mapping[str, str], waiting: Set[str]
) -> dict[str, str]:
    """The ids of articles by the addresses they had and have no longer; `known` are those of earlier
    times, `waiting` the ids of articles that may come back."""
    published = {article.id: article.path for article in after}
    left = {old_path(a.path): a.id for a in before if published.get(a.id, a.path) != a.path}
    either = published.keys() | waiting
    return {path: owner for path, owner in (dict(known) | left).items() if owner in either}


def _taken(article: Article, holder: Article) -> Problem:
    return Problem(
        article.key,
        1,
        f"the address /{article.kind}/{article.slug} belongs to {holder.key}",
        "Give one of the two another 'slug' in its front matter",
        code="address-taken",
    )
