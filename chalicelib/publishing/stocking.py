"""The full-text index, kept in step with what is listed.

Most documents are in a database that is seldom written; those that came or changed since are few, and
written each time. When they are many they are put into the database, and so a new article costs the same
however many there are.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from chalicelib.content.article import Article
from chalicelib.content.binding.listed import Listed
from chalicelib.content.edition.flat import key_of, name_of
from chalicelib.content.edition.holdings import Holdings
from chalicelib.content.index import Index, Stock
from chalicelib.errors import Corrupt, NotFound
from chalicelib.publishing.bucket import Bucket
from chalicelib.searching import base, document
from chalicelib.searching.document import Document

log = logging.getLogger("billet")

MOST = 64
"""Documents that came or changed since the database was built; and that went."""

HEAVIEST = 500_000
"""Characters of their texts."""


@dataclass(frozen=True)
class Stocked:
    """A stock, where readers find it, and the objects to be written for it, by name."""

    stock: Stock = field(default_factory=Stock)
    holdings: Holdings = field(default_factory=Holdings)
    objects: Mapping[str, bytes] = field(default_factory=dict)
    is_lost: bool = False
    """Whether the database was of no use: the next run has all of it to make."""


def stocked(stock: Stock) -> Stocked:
    """A stock whose database is in the bucket."""
    recent = document.to_json(map(document.of_table, stock.recent.values())) if stock.recent else b""
    name = name_of(recent)
    holdings = Holdings(
        key_of(stock.base) if stock.base else "", key_of(name) if recent else "", tuple(stock.gone)
    )
    return Stocked(stock, holdings, {name: recent} if recent else {})


class Stocking:
    """The change from the stock of one index to that of the next one, which is looked at `now`; `made` is
    when the one before was."""

    def __init__(self, before: Index, made: datetime | None, after: Index, now: datetime) -> None:
        self._before, self._after = before, after
        self._listed = Listed(after.articles, now).places
        same = made is not None and before.rules == after.rules
        self._known = Listed(before.articles, made).places if made and same else {}
        stock = before.stock if same else Stock()
        if not (stock.base or stock.recent or stock.lacking):  # there is none, or it was lost
            self._known = {}
        self._stock = stock

    @cached_property
    def wanted(self) -> Set[str]:
        """The articles of which the stock must have the texts."""
        old, new = self._before.by_key, self._after.by_key
        lacking = set(self._stock.lacking)
        return {
            key
            for key in self._listed
            if key not in self._known or key in lacking or (old[key] is not new[key] and old[key] != new[key])
        }

    def done(self, bucket: Bucket, texts: Mapping[str, str]) -> Stocked:
        """The stock with `texts` by key, as far as there are such. Raises `Unavailable` where S3 fails."""
        old, new = self._before.by_key, self._after.by_key
        recent = dict(self._stock.recent)
        gone = set(self._stock.gone)
        for key in (self._known.keys() - self._listed.keys()) | (self.wanted & self._known.keys()):
            path = old[key].path
            if recent.pop(path, None) is None:
                gone.add(path)
        for key in self.wanted & texts.keys():
            recent[new[key].path] = document.table_of(_document(new[key], texts[key]))
        stock = Stock(
            self._stock.base,
            dict(sorted(recent.items())),
            tuple(sorted(gone)) if self._stock.base else (),
            tuple(sorted(self.wanted - texts.keys())),
        )
        objects: dict[str, bytes] = {}
        if len(stock.recent) > MOST or len(stock.gone) > MOST or _weight(stock.recent) > HEAVIEST:
            stock = self._rebuilt(bucket, stock, objects)
        found = stocked(stock)
        if stock.recent != self._before.stock.recent:
            objects |= found.objects
        return Stocked(stock, found.holdings, objects, is_lost=bool(self._stock.base) and not stock.base)

    def _rebuilt(self, bucket: Bucket, stock: Stock, objects: dict[str, bytes]) -> Stock:
        """The stock with all documents in a database, which is put among `objects`."""
        documents = sorted(
            map(document.of_table, stock.recent.values()), key=lambda one: (one.date, one.path)
        )
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "base"
                if stock.base:
                    path.write_bytes(bucket.read(key_of(stock.base)).data)
                    base.amend(path, stock.gone, documents)
                else:
                    base.build(path, documents)
                data = path.read_bytes()
        except (Corrupt, NotFound) as error:
            log.error("building the search database anew: %s", error)
            paths = {self._after.by_key[key].path: key for key in self._listed}
            lacking = [key for path, key in paths.items() if path not in stock.recent]
            return Stock("", stock.recent, (), tuple(sorted(lacking)))
        name = name_of(data)
        objects[name] = data
        return Stock(name, {}, (), stock.lacking)


def _document(article: Article, text: str) -> Document:
    return Document(
        path=article.path,
        title=article.title,
        date=article.date,
        language=article.language,
        tags=article.tags,
        categories=article.categories,
        text=text,
        expires=article.expires,
    )


def _weight(tables: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(len(table["text"]) for table in tables.values())
