"""What is new, for programs that look for it: the site's feeds, those of tags, of categories, of comments."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from chalice.app import NotFoundError, Response

from chalicelib.content.article import Summary
from chalicelib.content.term_slug import term_slug
from chalicelib.content.typography import typographic
from chalicelib.feeds.feed import ENTRIES, Feed
from chalicelib.feeds.tag_uri import Names, names
from chalicelib.index import lists
from chalicelib.index.redirects import redirect_for
from chalicelib.index.taxonomy import Taxonomy
from chalicelib.web import assets, feed_entries, responses, words
from chalicelib.web import request as requests
from chalicelib.web.feed_entries import author_of
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.responses import Page
from chalicelib.web.term_links import find_term
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")

Format = Literal["atom", "json"]

STYLESHEET = "feed.css"

COMMENTS = 50
"""How many of the newest comments a feed has."""


def of_site(format_: Format, address: str) -> Response:
    """Sends the newest articles of the site."""
    page = _public_context()
    url = page.urls.public(address)
    feed = replace(_site_feed(page, url, "articles"), subtitle=_typographic(page, page.site.tagline))
    return _respond(page, format_, feed, lambda: lists.newest(page.index, page.now, ENTRIES))


def of_term(format_: Format, address: str, taxonomy: Taxonomy, slug: str) -> Response:
    """Sends the newest articles of a tag or category."""
    page = _public_context()
    written = _decode(slug)
    term = find_term(page, taxonomy, written)
    if term is None:
        raise NotFoundError(f"no article has the term {written!r}")
    if term.slug != written:
        status = 301 if term.slug == term_slug(written) else 302
        return responses.redirect(page.urls(address, slug=term.slug), status, page.cache_control())
    url = page.urls.public(address, slug=term.slug)
    feed = replace(
        _site_feed(page, url, f"{taxonomy}/{term.slug}"),
        title=_typographic(page, f"{term.label} – {page.site.title}"),
        home=url.rpartition("/")[0],
    )
    return _respond(
        page, format_, feed, lambda: lists.of_term(page.index, page.now, taxonomy, term.slug, ENTRIES)
    )


def comments(slug: str) -> Response:
    """Sends the approved comments on one article, the newest first."""
    page = _public_context()
    decoded_slug = _decode(slug)
    article = page.find("articles", decoded_slug)
    if article is None:
        moved = redirect_for(page.index, page.now, f"/articles/{decoded_slug}")
        if moved is None or moved.kind != "articles":
            raise NotFoundError(f"there is no article {decoded_slug!r}")
        return responses.redirect(page.urls("comments_feed", slug=moved.slug), 301, page.cache_control())
    cached = page.services.comment_cache.page_before(article.id)
    comments = tuple(comment for comment in cached.value.comments if comment.is_counted)
    if not (page.takes_comments(article) or cached.value.comments):
        raise NotFoundError("this article takes no comments")
    url = page.urls.public("comments_feed", slug=article.slug)
    feed = replace(
        _site_feed(page, url, f"comments/{article.id}"),
        title=catalogue(page.interface_language(article)).gettext("Comments on “%(title)s”")
        % {"title": article.title},
        home=page.urls.public_of(article) + "#comments_section",
        language=article.language,
        rights="",
        changed=article.changed,
        replies_to=(_names(page).of("article", article.id), page.urls.public_of(article)),
    )

    def build() -> Page:
        newest = comments[: -COMMENTS - 1 : -1]
        entries = [feed_entries.of_comment(page, _names(page), article, comment) for comment in newest]
        return _write(page, "atom", replace(feed, entries=tuple(entries)))

    body = responses.cached_page((feed, page.key, comments), build, large=True)
    return responses.cacheable(body, page.cache_control(degraded=cached.stale), _type_of("atom"))


def _public_context() -> PageContext:
    """Returns the context, where the site knows its own address: in a feed reader no other leads
    anywhere."""
    page = page_context()
    if not page.urls.base:
        log.warning("there are no feeds without a public address: set BILLET_BASE_URL")
        raise NotFoundError("there is no public address")
    return page


def _decode(slug: str) -> str:
    return unicodedata.normalize("NFC", requests.parameter(slug))


def _typographic(page: PageContext, text: str) -> str:
    return typographic(text, page.site.language)


def _names(page: PageContext) -> Names:
    return names(page.site.feeds.authority, page.urls.base)


def _site_feed(page: PageContext, url: str, name: str) -> Feed:
    """Returns what the feeds of one site have in common."""
    site = page.site
    years = words.copyright_years(site.first_year, page.today.year, site.interface_language)
    return Feed(
        id=_names(page).of("feed", name),
        url=url,
        home=page.urls.public("home"),
        title=_typographic(page, site.title),
        language=site.language,
        author=author_of(page),
        zone=site.zone,
        rights=f"© {years} {author_of(page)}",
        icon=page.urls.public("favicon"),
        stylesheet=page.urls.public("static", name=assets.hashed(STYLESHEET)),
    )


def _respond(
    page: PageContext, format_: Format, feed: Feed, articles: Callable[[], Sequence[Summary]]
) -> Response:
    """Returns a feed of articles, which is put together once for each state of the index."""

    def build() -> Page:
        results = feed_entries.of_articles(page, _names(page), articles())
        body = _write(page, format_, replace(feed, entries=tuple(result.entry for result in results)))
        if not all(result.complete for result in results):
            raise responses.Incomplete(body)
        return body

    body = responses.cached_page((format_, feed, page.key), build, large=True)
    return responses.cacheable(body, page.cache_control(degraded=not body.complete), _type_of(format_))


def _write(page: PageContext, format_: Format, feed: Feed) -> Page:
    # Imported late: pages for people do without.
    from chalicelib.feeds import atom, json_feed

    write = atom.write if format_ == "atom" else json_feed.write
    body = Page(write(feed.bounded()).encode())
    body.newest = feed.updated if feed.updated <= page.now else None
    return body


def _type_of(format_: Format) -> str:
    # Under Atom's own type Chromium shows the source of a feed and Firefox saves it; under this one both show
    # it with its style. Feed readers know it by its root.
    return "application/xml; charset=utf-8" if format_ == "atom" else "application/feed+json"
