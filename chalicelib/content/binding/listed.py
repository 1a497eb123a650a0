"""The listed articles of one moment, in their order, and where the newest of them begin."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from chalicelib.content.article import Article
from chalicelib.content.edition import rows
from chalicelib.content.edition.pieces import Measure, cut

NEWCOMERS = Measure(average=16, most=32, heaviest=20_000)
"""How many of the newest articles stand in the front and in no other list."""


class Listed:
    """What lists show at `now`, the oldest first."""

    def __init__(self, articles: Collection[Article], now: datetime) -> None:
        self.now = now
        found = [a for a in articles if a.kind == "articles" and not a.unlisted and a.is_public(now)]
        self.articles = sorted(found, key=lambda article: (article.date, article.key))
        pages = [a for a in articles if a.kind == "pages" and not a.unlisted and not a.is_over(now)]
        self.pages = sorted(pages, key=lambda page: (page.order, page.title.lower(), page.key))
        """The standing pages that readers are led to now or later, in the author's order."""

    @cached_property
    def settled(self) -> int:
        """How many there are before the newcomers."""
        keys = [article.key for article in self.articles]
        # A piece ends where a key says so, whatever comes before: only what follows the last must be weighed.
        last = next((n for n in range(len(keys), 0, -1) if NEWCOMERS.ends_with(keys[n - 1])), 0)
        ends = cut(keys[last:], [rows.weight(article) for article in self.articles[last:]], NEWCOMERS)
        return last + ends[-1] if ends else last

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each in the order, by its key."""
        return {article.key: place for place, article in enumerate(self.articles)}

    def beside(self, key: str) -> tuple[Article | None, Article | None]:
        """The article before and the article after one; None where there is none, or it is not listed."""
        place = self.places.get(key)
        if place is None:
            return None, None
        earlier = self.articles[place - 1] if place else None
        later = self.articles[place + 1] if place + 1 < len(self.articles) else None
        return earlier, later
