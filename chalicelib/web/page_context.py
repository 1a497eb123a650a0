"""What each page needs around its own content, and for how long it stays true."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from chalice.app import Request

from chalicelib.caching import Cached
from chalicelib.content.article import Article
from chalicelib.content.season import Season, season
from chalicelib.content.site import Site
from chalicelib.content.typography import typographic
from chalicelib.index import articles, links, lists
from chalicelib.index.file import IndexFile, empty_index
from chalicelib.markdown.link_resolver import LinkResolver
from chalicelib.services import Services, services
from chalicelib.web import request as requests
from chalicelib.web import responses, words
from chalicelib.web.urls import Urls

LATEST = 5
"""How many articles are listed at the foot of each page."""

NEWEST = 20
"""How many of the newest articles tell when the site last changed."""


@dataclass(frozen=True)
class PageContext:
    """One request, and the index that answers it at `now`.

    All that is read from the index may raise `Unavailable`.
    """

    services: Services
    request: Request
    cached_index: Cached[IndexFile]
    now: datetime

    @property
    def index(self) -> IndexFile:
        return self.cached_index.value

    @property
    def site(self) -> Site:
        return self.index.site

    @cached_property
    def urls(self) -> Urls:
        return Urls(requests.prefix_of(self.request), self.services.settings.base_url.rstrip("/"))

    @cached_property
    def today(self) -> datetime:
        """Now, in the site's time zone."""
        return self.now.astimezone(self.site.zone)

    @cached_property
    def next_change(self) -> datetime | None:
        """The first moment after `now` at which an article or page appears or goes."""
        return lists.next_change(self.index, self.now)

    @cached_property
    def resolver(self) -> LinkResolver:
        """What texts may refer to."""
        return links.resolver(self.index, self.now)

    def html_of(self, article: Article, base: str | None = None) -> Cached[str]:
        """Returns the text of an article or page as HTML, its links below `base`: by default, for a page
        of this site. Raises `NotFound`, `Unavailable`."""
        return self.services.html_cache.html(
            article,
            self.resolver,
            frames=self.site.frames,
            base=self.urls.prefix if base is None else base,
            state=(self.index.etag, self.next_change),
        )

    def last_changed(self) -> datetime | None:
        """Returns when the newest articles last changed, None where there are none."""
        newest = lists.newest(self.index, self.now, NEWEST)
        return max((article.changed for article in newest), default=None)

    @property
    def key(self) -> Hashable:
        """Equal for two requests whose pages show the same around their content."""
        urls = self.urls
        return urls.prefix, urls.base, self.index.etag, self.next_change, self.today.date()

    def cache_control(self, *, degraded: bool = False) -> str:
        """Returns how long others may keep a page: never past the next article that appears or goes, nor
        midnight, and not at all when a part of it is missing or old."""
        if degraded or self.cached_index.stale:
            return responses.ASK_AGAIN
        midnight = self.today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        changes = [self.now + self.services.freshness, midnight, self.next_change]
        return responses.public_for(min(change for change in changes if change) - self.now)

    def layout_context(self, language: str) -> dict[str, Any]:
        """Returns what `base.html` needs, for a page in `language`."""
        site = self.site
        return {
            "language": language,
            "site": site,
            "urls": self.urls,
            "season_line": self._season_line(language),
            "season_is_the_authors": bool(self._own_season_line),
            "copyright_years": words.copyright_years(site.first_year, self.today.year),
            "latest": lists.newest(self.index, self.now, LATEST),
            "taxonomies_in_use": lists.taxonomies_in_use(self.index, self.now),
            "menu_pages": [
                page for page in lists.standing_pages(self.index, self.now) if page.slug != site.legal
            ],
            "legal": articles.legal(self.index, self.now),
        }

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
    """Returns the context of the current request. Raises `Unavailable` where no index can be read."""
    current = services()
    return PageContext(current, requests.current(), current.index_cache.current(), current.clock())


def empty_context() -> PageContext:
    """Returns the same with nothing published at all, for error pages that must do without the bucket."""
    current = services()
    now = current.clock()
    return PageContext(current, requests.current(), Cached(empty_index(), now, stale=True), now)
