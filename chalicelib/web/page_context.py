"""What each page needs around its own content, and for how long it stays true."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from chalice.app import Request

from chalicelib.caching import Cached
from chalicelib.content.article import Article, Kind, Summary
from chalicelib.content.language_tag import interface_language
from chalicelib.content.media import LARGEST
from chalicelib.content.season import Season, season
from chalicelib.content.site import Site
from chalicelib.content.typography import typographic
from chalicelib.conversation.closing import is_open
from chalicelib.index import articles, lists, sqlite_features
from chalicelib.index.file import IndexFile, empty_index
from chalicelib.services import Services, services
from chalicelib.web import request as requests
from chalicelib.web import responses, words
from chalicelib.web.appearance import appearance_of
from chalicelib.web.cache_control import Lifetime
from chalicelib.web.public_address import base_of
from chalicelib.web.snapshot import Snapshot
from chalicelib.web.urls import Urls

if TYPE_CHECKING:
    from chalicelib.markdown.link_resolver import LinkResolver

P = ParamSpec("P")
T = TypeVar("T")

NEWEST = 20
"""How many of the newest articles tell when the site last changed."""


@dataclass(frozen=True)
class PageContext:
    """One request, and the index that answers it at `now`; `stale` where a newer one could not be read.

    All that is read from the index may raise `Unavailable`.
    """

    services: Services
    request: Request
    snapshot: Snapshot
    now: datetime
    stale: bool = False

    @property
    def index(self) -> IndexFile:
        return self.snapshot.index

    @property
    def site(self) -> Site:
        return self.index.site

    @property
    def today(self) -> datetime:
        """A moment of this day in the site's time zone."""
        return self.snapshot.today

    @cached_property
    def urls(self) -> Urls:
        return Urls(requests.prefix_of(self.request), base_of(self.request, self.services.settings.base_url))

    @cached_property
    def resolver(self) -> LinkResolver:
        """What texts may refer to."""
        # Imported late: a list has no texts.
        from chalicelib.index import links

        return links.resolver(self.index, self.now)

    def find(self, kind: Kind, slug: str) -> Article | None:
        """Returns the article or page at an address, None where readers see none."""
        return self.snapshot.ask(articles.find, kind, slug)

    def ask(
        self, query: Callable[Concatenate[IndexFile, datetime, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Returns what a query of the index answers, for what is asked at each request: the answers are
        remembered, which those for a page that is built need not be."""
        return self.snapshot.ask(query, *args, **kwargs)

    def takes_comments(self, article: Article) -> bool:
        """Returns whether readers may comment an article now."""
        return not self.services.is_static and is_open(article, self.site, self.now)

    @property
    def can_search(self) -> bool:
        """Whether readers can search the site."""
        return not self.services.is_static and sqlite_features.has_full_text_search()

    def html_of(self, article: Article, base: str | None = None) -> Cached[str]:
        """Returns the text of an article or page as HTML, its links below `base`: by default, for a page
        of this site. Raises `NotFound`, `Unavailable`."""
        return self.services.html_cache.html(
            article,
            self.resolver,
            site=self.site,
            base=self.urls.prefix if base is None else base,
            state=self.snapshot.key,
        )

    @property
    def media_origin(self) -> str:
        """The scheme and host of S3, where it sends media that are too large for a function; "" where all
        are small enough."""
        return self.services.signed_urls.origin if self.index.largest_medium > LARGEST else ""

    def interface_language(self, article: Summary) -> str:
        """Returns the language of dates, buttons and labels around an article: its own, or the site's."""
        return interface_language(article.language, self.site.interface_language)

    def last_changed(self) -> datetime | None:
        """Returns when the newest articles last changed, None where there are none."""
        newest = lists.newest(self.index, self.now, NEWEST)
        return max((article.changed for article in newest), default=None)

    @property
    def key(self) -> Hashable:
        """Equal for two requests whose pages show the same around their content."""
        urls = self.urls
        return urls.prefix, urls.base, self.snapshot.key, self.services.is_static

    def cache_control(self, *, degraded: bool = False, private: bool = False) -> str:
        """Returns how long others may keep a page: never past the next article that appears or goes, nor,
        unless there is a failure, midnight; and not at all when a part of it is missing or old. A `private`
        one is kept by the reader's browser alone."""
        if degraded or self.stale:
            return responses.ASK_AGAIN
        change = self.snapshot.change
        lifetime = Lifetime.within(
            self.services.freshness,
            self.snapshot.until - self.now,
            None if change is None else change - self.now,
        )
        return lifetime.private_header if private else lifetime.header

    def layout_context(self, language: str) -> dict[str, Any]:
        """Returns what `base.html` needs, for a page in `language`."""
        site = self.site
        return {
            "language": language,
            "site": site,
            "urls": self.urls,
            "can_subscribe": bool(
                self.services.settings.sender and self.urls.base and not self.services.is_static
            ),
            **appearance_of(self, language),
            "season": self._season if site.season.enabled or site.look.has_seasons else "",
            "can_search": self.can_search,
            "is_static": self.services.is_static,
            "season_line": self._season_line(language),
            "season_signs": words.SEASON_SIGNS[self._season] if site.season.signs else "",
            "season_is_the_authors": bool(self._own_season_line),
            "copyright_years": words.copyright_years(site.first_year, self.today.year, language),
            # One tells whether there are any, which the menu asks.
            "latest": lists.newest(self.index, self.now, max(1, site.footer.latest)),
            "worth_reading": articles.worth_reading(self.index, self.now)
            if site.footer.worth_reading
            else (),
            "taxonomies_in_use": lists.taxonomies_in_use(self.index, self.now),
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
    return context_of(services().index_cache.current())


def context_of(cached_index: Cached[IndexFile]) -> PageContext:
    """Returns the context of the current request with an index. Raises `Unavailable`."""
    current = services()
    now = current.clock()
    snapshot = current.snapshot_cache.of(cached_index.value, now)
    return PageContext(current, requests.current(), snapshot, now, cached_index.stale)


def empty_context() -> PageContext:
    """Returns the same with nothing published at all, for error pages that must do without the bucket."""
    current = services()
    now = current.clock()
    return PageContext(current, requests.current(), Snapshot(empty_index(), now), now, stale=True)
