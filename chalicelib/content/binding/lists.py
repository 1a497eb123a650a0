"""The lists of an edition: all articles, and those of each tag, category and series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, TypeVar

from chalicelib.content.article import Article, Summary
from chalicelib.content.binding.objects import Objects, Table
from chalicelib.content.edition import rows
from chalicelib.content.edition.flat import flat
from chalicelib.content.edition.listing import PAGES, TAXONOMIES
from chalicelib.content.edition.pieces import Manifest, Measure, cut
from chalicelib.content.edition.shards import Directory
from chalicelib.content.edition.terms import terms_of

EXCERPTS = Measure(average=64, most=96, heaviest=40_000)
LINES = Measure(average=128, most=192, heaviest=40_000)

INLINE = 40
"""Rows that a table holds itself; a longer list is in pieces."""

HEAVIEST = 12_000
"""Bytes of these."""

A_SHARD = 32_000
"""Bytes of rows in one object of the table."""

A_NAME = 20
"""Bytes that the name of a piece takes in a table."""

T = TypeVar("T")


def everything(articles: Sequence[Article], objects: Objects) -> Manifest:
    """All of `articles`, which come in their order, as teasers."""
    weights = [rows.weight(one) for one in articles]
    return _pieces(articles, _key, weights, lambda one: flat(rows.teaser(one.summary())), EXCERPTS, objects)


def archive(articles: Sequence[Article], objects: Objects) -> Manifest:
    """All of `articles`, which come in their order, as lines."""
    return _pieces(articles, _key, list(map(rows.line_weight, articles)), _line, LINES, objects)


class Lists:
    """The table of lists. `articles` come in their order; `pages` are the standing pages in theirs."""

    def __init__(self, articles: Iterable[Article], pages: Sequence[Summary], objects: Objects) -> None:
        self._objects = objects
        self._pages = pages
        self._rows: dict[str, list[Article]] = {}
        self._labels: dict[str, Counter[str]] = {}
        self._line_weights: dict[str, int] = {}
        self._shelves: dict[str, set[str]] = {shelf: set() for shelf in TAXONOMIES}
        for article in articles:
            self._line_weights[article.key] = rows.line_weight(article)
            for shelf in TAXONOMIES:
                for slug, label in terms_of(article, shelf).items():
                    name = f"{shelf}/{slug}"
                    self._rows.setdefault(name, []).append(article)
                    self._labels.setdefault(name, Counter())[label] += 1
                    self._shelves[shelf].add(slug)

    def bind(self, before: Directory, changed: Set[str] | None) -> Directory:
        """The directory of the table; `changed` are the lists that are not those of the edition with the
        directory `before`, None where that has none to keep."""
        names = [*self._rows, *(shelf for shelf, slugs in self._shelves.items() if slugs)]
        weights = {name: self._weight(name) for name in ([*names, PAGES] if self._pages else names)}
        return Table(self._objects, before).bind(weights, A_SHARD, changed, self._entry)

    def _weight(self, name: str) -> int:
        weights = self._weights(name)
        rows = sum(weights) if _is_inline(weights) else A_NAME * (1 + len(weights) // LINES.average)
        return len(name) + rows + sum(map(_bytes, self._labels.get(name, ())))

    def _weights(self, name: str) -> list[int]:
        """About the bytes of each row of a list."""
        if name in self._shelves:
            return [self._term_weight(name, slug) for slug in sorted(self._shelves[name])]
        if name == PAGES:
            return list(map(rows.line_weight, self._pages))
        return [self._line_weights[article.key] for article in self._rows[name]]

    def _term_weight(self, shelf: str, slug: str) -> int:
        return 20 + _bytes(slug) + sum(_bytes(label) + 10 for label in self._labels[f"{shelf}/{slug}"])

    def _entry(self, name: str) -> tuple[object, Sequence[str]]:
        weights = self._weights(name)
        if name == PAGES:
            return self._list(self._pages, lambda page: page.path, weights, _line)
        if slugs := self._shelves.get(name):
            return self._list(sorted(slugs), str, weights, lambda slug: self._term(name, slug))
        entry, refers_to = self._list(self._rows[name], _key, weights, _line)
        return entry | {"labels": dict(sorted(self._labels[name].items()))}, refers_to

    def _list(
        self,
        items: Sequence[T],
        key: Callable[[T], str],
        weights: Sequence[int],
        row: Callable[[T], object],
    ) -> tuple[dict[str, Any], list[str]]:
        if _is_inline(weights):
            return {"rows": [row(item) for item in items]}, []
        manifest = _pieces(items, key, weights, row, LINES, self._objects)
        return {"pieces": manifest.text}, [name for _, name in manifest.pieces]

    def _term(self, shelf: str, slug: str) -> list[object]:
        return [slug, dict(sorted(self._labels[f"{shelf}/{slug}"].items()))]


def _pieces(
    items: Sequence[T],
    key: Callable[[T], str],
    weights: Sequence[int],
    row: Callable[[T], object],
    measure: Measure,
    objects: Objects,
) -> Manifest:
    ends = cut([key(item) for item in items], weights, measure)
    if items and (not ends or ends[-1] < len(items)):
        ends.append(len(items))
    pieces, begun = [], 0
    for end in ends:
        pieces.append((end - begun, objects.add([row(item) for item in items[begun:end]])))
        begun = end
    return Manifest.of(pieces)


def _key(article: Article) -> str:
    return article.key


def _line(one: Summary) -> object:
    summary = one.summary() if isinstance(one, Article) else one
    return flat(rows.line(summary))


def _is_inline(weights: Sequence[int]) -> bool:
    return len(weights) <= INLINE and sum(weights) <= HEAVIEST


def _bytes(text: str) -> int:
    return len(text.encode())
