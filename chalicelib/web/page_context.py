"""All that a page shows around its own matter, and for how long it stays true."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalice.app import Request

from chalicelib.caching import Cached
from chalicelib.content.article import Kind, Summary
from chalicelib.content.edition.front import Front
from chalicelib.content.edition.holdings import Holdings
from chalicelib.content.edition.listing import Listing, Taxonomy, Term
from chalicelib.content.edition.record import Record
from chalicelib.content.edition.terms import shelves_of
from chalicelib.content.season import Season, season
from chalicelib.content.site import Site
from chalicelib.content.typography import typographic
from chalicelib.reading import Edition
from chalicelib.reading.listings import Listings
from chalicelib.reading.newest import Newest
from chalicelib.services import Services, services
from chalicelib.web import request as requests
from chalicelib.web import responses, words
from chalicelib.web.urls import Urls

LATEST = 5
"""How many articles are listed at the foot of each page."""


@dataclass(frozen=True)
class PageContext:
    """One request seen against what is published at `now`."""

    blog: Services
    request: Request
    edition: Cached[Edition]
    now: datetime

    @property
    def front(self) -> Front:
        return self.edition.value.front

    @property
    def site(self) -> Site:
        return self.front.site

    @cached_property
    def urls(self) -> Urls:
        return Urls(requests.prefix_of(self.request), self.blog.settings.base_url.rstrip("/"))

    @cached_property
    def today(self) -> datetime:
        """Now, in the site's time zone."""
        return self.now.astimezone(self.site.zone)

    @cached_property
    def newest(self) -> Newest:
        """The newest articles."""
        return Newest(self.front, self.now)

    @property
    def articles(self) -> Sequence[Summary]:
        """The newest of the listed articles, newest first: enough for a first page."""
        return self.newest.articles

    @property
    def total(self) -> int:
        """How many articles are listed."""
        return self.newest.total

    @property
    def years(self) -> Mapping[int, int]:
        """How many articles each year has, by its number, the newest year first."""
        return self.newest.years

    def find(self, kind: Kind, slug: str) -> Record | None:
        """The public article or page at an address. Raises `Unavailable`."""
        return self.blog.reader.record(f"/{kind}/{slug}", self.newest)

    def related(self, record: Record) -> Sequence[Summary]:
        """The articles closest in content to a public one, the closest first."""
        return self.blog.reader.related(record, self.newest)

    def redirect_for(self, path: str) -> Record | None:
        """The public article or page that once had an address, percent-decoded, from the root of the site.
        Raises `Unavailable`."""
        return self.blog.reader.redirect_for(path, self.newest)

    def listing(self, name: str) -> Listing:
        """The listed articles of a name; an empty one where there is no such name. Raises `Unavailable`."""
        return self._listings.named(name)

    def terms(self, shelf: Taxonomy) -> Sequence[Term]:
        """The tags, categories or series of the listed articles, by label. Raises `Unavailable`."""
        return self._listings.terms(shelf)

    @cached_property
    def pages(self) -> Sequence[Summary]:
        """The standing pages in the menu, in the author's order."""
        return [page for page in self.front.pages if page.is_public(self.now)]

    def all_pages(self) -> Sequence[Summary]:
        """All standing pages that readers are led to. Raises `Unavailable`."""
        return self._listings.pages()

    @property
    def _listings(self) -> Listings:
        return self.blog.reader.listings(self.newest)

    @property
    def holdings(self) -> Holdings:
        """What a search goes through."""
        return self.front.holdings

    def text(self, record: Record, base: str | None = None) -> Cached[str]:
        """The text of an article or page as HTML, its links below `base`: by default, for a page of this
        site. Raises `NotFound`, `Unavailable`."""
        base = self.urls.prefix if base is None else base
        return self.blog.reader.texts.html(record, self.site.frames, base)

    @property
    def key(self) -> Hashable:
        """Equal for two requests whose pages have the same surroundings."""
        return (
            self.blog.settings,
            self.edition.value.etag,
            self.urls.prefix,
            self.today.date(),
            self._next_change,
        )

    @cached_property
    def _next_change(self) -> datetime | None:
        return self.front.next_change(self.now)

    def cache_control(self, *, degraded: bool = False) -> str:
        """How long others may keep a page: never past the next article that appears or goes, nor
        midnight, and not at all when a part of it is missing or old."""
        if degraded or self.edition.stale:
            return responses.ASK_AGAIN
        midnight = self.today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        changes = [self.now + self.blog.freshness, midnight, self._next_change]
        return responses.public_for(min(change for change in changes if change) - self.now)

    def layout_context(self, language: str) -> dict[str, Any]:
        """What `base.html` needs, for a page in `language`."""
        site = self.site
        return {
            "language": language,
            "site": site,
            "urls": self.urls,
            "season_line": self._season_line(language),
            "season_is_the_authors": bool(self._own_season_line),
            "copyright_years": words.copyright_years(site.first_year, self.today.year),
            "latest": self.articles[:LATEST],
            "shelves_in_use": shelves_of(self.articles),
            "pages": [page for page in self.pages if page.slug != site.legal],
            "legal": self._seen(self.front.legal),
        }

    def featured(self, beside: Summary) -> Summary | None:
        """The article of the moment; None beside itself."""
        return self._seen(self.newest.featured, beside)

    def favourite(self, beside: Summary) -> Summary | None:
        """The article the author likes; None beside itself."""
        return self._seen(self.front.favourite, beside)

    def _seen(self, chosen: Summary | None, beside: Summary | None = None) -> Summary | None:
        if chosen is None or not chosen.is_public(self.now):
            return None
        return None if beside and chosen.path == beside.path else chosen

    @cached_property
    def _season(self) -> Season:
        return season(self.today.date(), self.site.zone, self.site.season.hemisphere)

    @property
    def _own_season_line(self) -> str:
        line: str = getattr(self.site.season, self._season)
        return line

    def _season_line(self, language: str) -> str:
        if not self.site.season.enabled:
            return ""
        if own := self._own_season_line:
            return typographic(own, self.site.language)
        return words.season_line(self._season, language)


def page_context() -> PageContext:
    """The scene of the current request. Raises `Unavailable` where nothing can be read."""
    current = services()
    return PageContext(current, requests.current(), current.reader.edition(), current.clock())


def empty_context() -> PageContext:
    """The same with nothing published at all, for error pages that must do without the bucket."""
    current = services()
    nothing = Cached(Edition(), current.clock(), stale=True)
    return PageContext(current, requests.current(), nothing, current.clock())
