"""The table of addresses: who is at each, and who was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from chalicelib.content.article import Article
from chalicelib.content.binding.changes import State
from chalicelib.content.binding.objects import Objects, Table
from chalicelib.content.edition import rows
from chalicelib.content.edition import targets as all_targets
from chalicelib.content.edition.flat import flat, packed
from chalicelib.content.edition.front import ELSEWHERE
from chalicelib.content.edition.shards import Directory

A_SHARD = 24
"""Addresses in one object at the most: about two kilobytes each."""

MANY = 4000
"""Bytes of what a text refers to that have an object of their own: a page of links would fill a shard."""


class Records:
    """Makes the entries of one edition."""

    def __init__(self, state: State, objects: Objects) -> None:
        self._state = state
        self._objects = objects
        self._at = {article.path: article for article in state.index.articles if not article.draft}
        self._by_translation: dict[tuple[str, str], list[Article]] = {}
        for article in self._at.values():
            if article.translation and not article.unlisted:
                self._by_translation.setdefault((article.kind, article.translation), []).append(article)

    def bind(self, before: Directory, changed: Set[str] | None) -> Directory:
        """The directory of the table; `changed` are the addresses whose entries are not those of the edition
        with the directory `before`, None where that has none to keep."""
        weights = dict.fromkeys((*self._at, *self._state.index.former), 1)
        return Table(self._objects, before).bind(weights, A_SHARD, changed, self._entry)

    def _entry(self, path: str) -> tuple[object, Sequence[str]]:
        entry: dict[str, Any] = {}
        refers_to: list[str] = []
        if article := self._at.get(path):
            entry, refers_to = self._record(article)
        if former := self._state.index.former.get(path):
            entry["former"] = former
        return entry, refers_to

    def _record(self, article: Article) -> tuple[dict[str, Any], list[str]]:
        index = self._state.index
        table = flat(article)
        table.pop("since", None)  # which tells of runs, and nothing of the article
        entry: dict[str, Any] = {"article": table}
        gist = index.gists.get(article.key)
        targets = all_targets.flat(
            all_targets.resolved(gist.mentions if gist else (), article.key, index.library)
        )
        refers_to: list[str] = []
        if len(packed(targets)) > MANY:
            refers_to.append(self._objects.add(targets))
            entry["targets"] = ELSEWHERE + refers_to[0]
        elif targets:
            entry["targets"] = targets
        earlier, later = self._state.listed.beside(article.key)
        related = [[score, self._line(key)] for score, key in self._state.kin.get(article.key, ())]
        more = {
            "earlier": flat(rows.line(earlier.summary())) if earlier else None,
            "later": flat(rows.line(later.summary())) if later else None,
            "related": related,
            "translations": self._translations(article),
        }
        if article.key in self._state.listed.places:
            entry["keywords"] = gist.keywords if gist else ()
        return entry | {name: value for name, value in more.items() if value}, refers_to

    def _translations(self, article: Article) -> list[Mapping[str, Any]]:
        """One text for each other language: were there two, nobody could tell which is meant."""
        others: dict[str, Article] = {}
        for one in self._by_translation.get((article.kind, article.translation), ()):
            if one.language != article.language:
                others.setdefault(one.language, one)
        return [flat(rows.line(others[language].summary())) for language in sorted(others)]

    def _line(self, key: str) -> Mapping[str, Any]:
        return flat(rows.line(self._state.index.by_key[key].summary()))
