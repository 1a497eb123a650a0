"""The slugs of articles, when several want the same address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from chalicelib.content.article import Article, Kind
from chalicelib.content.problem import Problem

Address = tuple[Kind, str]


@dataclass(frozen=True)
class SlugAssignment:
    """The articles that have the address they ask for, and why the others do not, by key."""

    published: dict[str, Article]
    conflicts: dict[str, Problem]


def assign_slugs(
    articles: Iterable[Article],
    before: Mapping[str, Article],
    holder_of: Callable[[Kind, str], str],
) -> SlugAssignment:
    """Gives each address to one article.

    Who had it in `before` (the published articles of these files, by key) keeps it. Who wants to move may,
    once the address is free, and stays where it was until then. A newcomer gets what is left, the older
    first. `holder_of` tells the key of the file that has an address now, "" for none.
    """
    addresses = _Addresses(holder_of)
    published: dict[str, Article] = {}
    movers, newcomers = [], []
    for article in sorted(articles, key=lambda article: (article.date, article.key)):
        last = before.get(article.key)
        if last is None:
            newcomers.append(article)
        elif _address(last) == _address(article):
            published[article.key] = article
        else:
            movers.append(article)
    staying = _move(movers, before, addresses)
    conflicts = {mover.key: _conflict(mover, addresses.holder(_address(mover))) for mover in staying}
    published |= {mover.key: mover for mover in movers if mover.key not in conflicts}
    for article in newcomers:
        if holder := addresses.holder(_address(article)):
            conflicts[article.key] = _conflict(article, holder)
        else:
            addresses.give(_address(article), article.key)
            published[article.key] = article
    return SlugAssignment(published, conflicts)


class _Addresses:
    """Who has which address, with the changes of this assignment."""

    def __init__(self, holder_of: Callable[[Kind, str], str]) -> None:
        self._holder_of = holder_of
        self._changed: dict[Address, str] = {}

    def holder(self, address: Address) -> str:
        """Returns the key of the file that has an address, "" for none."""
        return self._changed[address] if address in self._changed else self._holder_of(*address)

    def give(self, address: Address, key: str) -> None:
        """Gives an address to a file, "" to none."""
        self._changed[address] = key


def _move(movers: Iterable[Article], before: Mapping[str, Article], addresses: _Addresses) -> list[Article]:
    """Lets each mover have its address, the first of those first that find theirs free, and returns the
    movers that stay. Each address left may let another move in."""
    ready = list(enumerate(movers))
    waiting: dict[Address, list[tuple[int, Article]]] = {}
    while ready:
        turn, mover = heappop(ready)
        if addresses.holder(_address(mover)):
            waiting.setdefault(_address(mover), []).append((turn, mover))
            continue
        left = _address(before[mover.key])
        addresses.give(left, "")
        addresses.give(_address(mover), mover.key)
        for pair in waiting.pop(left, ()):
            heappush(ready, pair)
    return [mover for _, mover in sorted(pair for pairs in waiting.values() for pair in pairs)]


def _address(article: Article) -> Address:
    return article.kind, article.slug


def _conflict(article: Article, holder: str) -> Problem:
    return Problem(
        article.key,
        1,
        f"the address /{article.kind}/{article.slug} belongs to {holder}",
        "Give one of the two another 'slug' in its front matter",
        code="address-taken",
    )
