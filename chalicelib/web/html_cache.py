"""The texts of articles as HTML, kept warm and served even when S3 fails."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from chalicelib.caching import Cache, Cached, Clock
from chalicelib.content.article import Article
from chalicelib.content.site import Site
from chalicelib.errors import Conflict, Outdated

if TYPE_CHECKING:
    from chalicelib.markdown.link_resolver import LinkResolver
    from chalicelib.markdown.rendered import Rendered

SIZE = 256
MAX_BYTES = 16 * 2**20
"""How many rendered texts a warm instance keeps: at 30 KB each, some 8 MB; few where they are long."""

LONG = 5
"""Minutes to read a text, which are some 1,000 words, from which on its headings are listed at its head."""

MANY_HEADINGS = 4
"""Headings that are enough for such a list."""

_REFERENCE_BYTES = 500
"""What one address in a text takes, about, with what it leads to."""


class Fetched(Protocol):
    """An object of a bucket."""

    @property
    def data(self) -> bytes: ...


class Bucket(Protocol):
    """What the cache needs of a bucket."""

    def fetch(self, key: str, *, version: str = "", if_match: str = "") -> Fetched | None:
        """Returns an object, of `version` or with ETag `if_match` where these are given.

        Raises `NotFound`, `Conflict` where its ETag is not `if_match`, and `Unavailable`.
        """


@dataclass
class _Entry:
    """A rendered text, and the last state of the index in which all its references led where they lead."""

    etag: str
    settings: Hashable
    rendered: Rendered
    state: Hashable

    def size(self) -> int:
        """Returns about how many bytes of memory it takes."""
        return sys.getsizeof(self.rendered.html) + _REFERENCE_BYTES * len(self.rendered.references)

    def is_valid(self, article: Article, settings: Hashable, resolver: LinkResolver, state: Hashable) -> bool:
        """Whether the author's file and all it refers to are what they were."""
        if (self.etag, self.settings) != (article.etag, settings):
            return False
        if self.state != state:
            if not self.rendered.holds(resolver, article.key):
                return False
            self.state = state
        return True


class HtmlCache:
    """The rendered texts of articles. An index that names another version, or leads a link elsewhere,
    makes one old; time alone does not."""

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket = bucket
        self._entries: Cache[tuple[str, str, str, str], _Entry] = Cache(
            SIZE, clock, what="text", max_bytes=MAX_BYTES, bytes_of=_Entry.size
        )

    def html(
        self,
        article: Article,
        resolver: LinkResolver,
        *,
        site: Site,
        base: str,
        state: Hashable,
    ) -> Cached[str]:
        """Returns the text of an article as HTML.

        Its own links are below `base`. Two equal values of `state` promise that `resolver` answers the same.
        Where S3 fails, returns the text rendered last. Raises `NotFound` where the file is gone, and
        `Unavailable` where S3 fails and there is no such text.
        """
        settings = site.frames, site.articles.contents
        cached = self._entries.get(
            (article.key, article.language, site.language, base),
            lambda _: _Entry(article.etag, settings, self._render(article, resolver, site, base), state),
            lambda entry: entry.is_valid(article, settings, resolver, state),
        )
        return Cached(cached.value.rendered.html, cached.checked, cached.stale)

    def preview_html(self, article: Article, resolver: LinkResolver, *, site: Site, base: str) -> str:
        """Returns the text of an article that readers do not see yet. It is not kept: were it the last one
        rendered of its file, readers would get it the day S3 fails. Raises `NotFound`, `Unavailable`."""
        return self._render(article, resolver, site, base).html

    def _render(self, article: Article, resolver: LinkResolver, site: Site, base: str) -> Rendered:
        # Imported late: a request for a list or a picture does without.
        from chalicelib.content.article_parser import body_of, has_math
        from chalicelib.markdown.renderer import render

        if_match = "" if article.version else article.etag
        try:
            fetched = self._bucket.fetch(article.key, version=article.version, if_match=if_match)
        except Conflict as error:
            what = "has changed, and the index has not yet"
            raise Outdated(f"{article.key} {what}", log_summary=f"an article {what}") from error
        assert fetched is not None, "the request was not conditional"
        return render(
            body_of(article, fetched.data),
            article.language,
            site_language=site.language,
            key=article.key,
            resolver=resolver,
            base=base,
            frames=site.frames,
            without_title=article.titled_by_heading,
            math=has_math(article, fetched.data),
            contents_from=_contents_from(article, site),
        )


def _contents_from(article: Article, site: Site) -> int:
    """Returns how many headings a text must have for a list of them at its head; 0 where it gets none."""
    if article.contents is not None:
        return int(article.contents)
    is_long = article.kind == "articles" and article.minutes >= LONG
    return MANY_HEADINGS if is_long and site.articles.contents else 0
