"""What is new, for programs that look for it: the site's feeds, those of tags, of categories, of comments."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Literal

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.article import Summary
from chalicelib.content.edition.listing import Taxonomy
from chalicelib.content.typography import typographic
from chalicelib.feeds.feed import ENTRIES, Feed
from chalicelib.feeds.tag_uri import Names, names
from chalicelib.web import feed_entries, responses, words
from chalicelib.web import request as requests
from chalicelib.web.feed_entries import author_of
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.responses import Page
from chalicelib.web.routing import mount
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)

Form = Literal["atom", "json"]

COMMENTS = 50
"""How many of the newest comments a feed has."""


class Incomplete(Exception):  # named for what happened, as all of ours are
    """A feed without all it should have: it is sent, and not kept."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


def _of_site(form: Form, address: str) -> Callable[[], Response]:
    def show() -> Response:
        seen = _public()
        url = seen.urls.public(address)
        feed = replace(_frame(seen, url, "articles"), subtitle=_spaced(seen, seen.site.tagline))
        return _answer(seen, form, feed, lambda: seen.articles[:ENTRIES])

    return show


def _of_shelf(form: Form, address: str, shelf: Taxonomy) -> Callable[[str], Response]:
    def show(slug: str) -> Response:
        seen = _public()
        wanted = _decoded(slug)
        listing = seen.listing(f"{shelf}/{wanted}")
        if not len(listing):
            raise NotFoundError(f"nothing is filed under {wanted!r}")
        url = seen.urls.public(address, slug=wanted)
        feed = replace(
            _frame(seen, url, f"{shelf}/{wanted}"),
            title=_spaced(seen, f"{listing.label} – {seen.site.title}"),
            home=url.rpartition("/")[0],
        )
        return _answer(seen, form, feed, lambda: listing.rows(0, ENTRIES))

    return show


def comments(slug: str) -> Response:
    """The approved comments on one article, the newest first."""
    seen = _public()
    wanted = _decoded(slug)
    record = seen.find("articles", wanted)
    if record is None:
        redirect_for = seen.redirect_for(f"/articles/{wanted}")
        if redirect_for is None or redirect_for.article.kind != "articles":
            raise NotFoundError(f"there is no article {wanted!r}")
        address = seen.urls("comments_feed", slug=redirect_for.article.slug)
        return responses.redirect(address, 301, seen.cache_control())
    article, held = record.article, seen.blog.comment_cache.of(record.article.id)
    if not (article.comments or held.value):
        raise NotFoundError("this article takes no comments")
    url = seen.urls.public("comments_feed", slug=article.slug)
    title = typographic(article.title, article.language)
    feed = replace(
        _frame(seen, url, f"comments/{article.id}"),
        title=catalogue(article.language).gettext("Comments on “%(title)s”") % {"title": title},
        home=seen.urls.public_of(article) + "#comments_section",
        language=article.language,
        rights="",
        changed=article.changed,
        replies_to=(_names(seen).of("article", article.id), seen.urls.public_of(article)),
    )

    def build() -> Page:
        newest = held.value[: -COMMENTS - 1 : -1]
        found = tuple(feed_entries.of_comment(seen, _names(seen), article, one) for one in newest)
        return _page(seen, "atom", replace(feed, entries=found))

    page = responses.keep((feed, seen.key, held.value), build, large=True)
    return responses.kept(page, seen.cache_control(degraded=held.stale), _type("atom"))


def _public() -> PageContext:
    """The scene, where the site knows its own address: in a feed reader no other leads anywhere."""
    seen = page_context()
    if not seen.urls.base:
        log.warning("there are no feeds without a public address: set BILLET_BASE_URL")
        raise NotFoundError("there is no public address")
    return seen


def _decoded(slug: str) -> str:
    return unicodedata.normalize("NFC", requests.parameter(slug))


def _spaced(seen: PageContext, text: str) -> str:
    return typographic(text, seen.site.language)


def _names(seen: PageContext) -> Names:
    return names(seen.site.feeds.authority, seen.urls.base)


def _frame(seen: PageContext, url: str, name: str) -> Feed:
    """What the feeds of one site have in common."""
    site = seen.site
    years = words.copyright_years(site.first_year, seen.today.year)
    return Feed(
        id=_names(seen).of("feed", name),
        url=url,
        home=seen.urls.public("home"),
        title=_spaced(seen, site.title),
        language=site.language,
        author=author_of(seen),
        rights=f"© {years} {author_of(seen)}",
        icon=seen.urls.public("favicon"),
    )


def _answer(seen: PageContext, form: Form, feed: Feed, articles: Callable[[], Sequence[Summary]]) -> Response:
    """A feed of articles. What it shows is held by the edition, so that it is put together once."""

    def build() -> Page:
        parts = feed_entries.of_articles(seen, _names(seen), articles())
        page = _page(seen, form, replace(feed, entries=tuple(part.entry for part in parts)))
        if not all(part.whole for part in parts):
            raise Incomplete(page)
        return page

    key: Hashable = (form, feed, seen.key)
    try:
        return responses.kept(responses.keep(key, build, large=True), seen.cache_control(), _type(form))
    except Incomplete as error:
        return responses.kept(error.page, seen.cache_control(degraded=True), _type(form))


def _page(seen: PageContext, form: Form, feed: Feed) -> Page:
    # Imported here: pages for people do without.
    from chalicelib.feeds import atom, json_feed

    write = atom.write if form == "atom" else json_feed.write
    page = Page(write(feed.bounded()).encode())
    page.newest = feed.updated if feed.updated <= seen.now else None
    return page


def _type(form: Form) -> str:
    return "application/atom+xml; charset=utf-8" if form == "atom" else "application/feed+json"


mount(blueprint, PATHS["feed"], get=_of_site("atom", "feed"))
mount(blueprint, PATHS["json_feed"], get=_of_site("json", "json_feed"))
mount(blueprint, PATHS["tag_feed"], get=_of_shelf("atom", "tag_feed", "tags"))
mount(blueprint, PATHS["tag_json_feed"], get=_of_shelf("json", "tag_json_feed", "tags"))
mount(blueprint, PATHS["category_feed"], get=_of_shelf("atom", "category_feed", "categories"))
mount(blueprint, PATHS["category_json_feed"], get=_of_shelf("json", "category_json_feed", "categories"))
mount(blueprint, PATHS["comments_feed"], get=comments)
