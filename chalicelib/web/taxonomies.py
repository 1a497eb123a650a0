"""Tags, categories and series: all there are, and the articles that have one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import partial

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.article import Summary
from chalicelib.content.edition.listing import TAXONOMIES, Listing, Taxonomy
from chalicelib.content.slug import slugify
from chalicelib.web import paging, responses
from chalicelib.web import request as requests
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import page_context
from chalicelib.web.paging import Paging
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

blueprint = Blueprint(__name__)


def show_all(shelf: Taxonomy) -> Response:
    """All tags, categories or series, with the number of their articles."""
    seen = page_context()
    body = responses.keep(
        ("terms", shelf, seen.key),
        lambda: render(
            "terms.html",
            **seen.layout_context(seen.site.language),
            here=shelf,
            shelf=shelf,
            # A slug has no accents, and so É stands where a reader looks for it.
            terms=sorted(seen.terms(shelf), key=lambda term: term.slug),
            canonical=seen.urls.public(shelf),
            metadata=of_list(seen, seen.urls.public(shelf), _name_of(shelf, seen.site.language)),
        ),
    )
    return responses.kept(body, seen.cache_control())


def _name_of(shelf: Taxonomy, language: str) -> str:
    words = {"tags": "All tags", "categories": "All categories", "series": "All series"}
    return catalogue(language).gettext(words[shelf])


def show(shelf: Taxonomy, slug: str, number: str = "") -> Response:
    """The articles that have a tag, category or series. A term that is written as people write it leads
    to its own address."""
    seen = page_context()
    written = unicodedata.normalize("NFC", requests.parameter(slug))
    wanted = slugify(written)
    if not wanted or not (listing := seen.listing(f"{shelf}/{wanted}")):
        raise NotFoundError(f"nothing is filed under {written!r}")
    pages = paging.page_of(seen.urls, f"{shelf}_term", number, len(listing), slug=wanted)
    if wanted != written or pages.misplaced:
        return paging.onward(seen, pages)

    def build() -> str:
        articles = _articles(shelf, listing, pages)
        return render(
            "term.html",
            **seen.layout_context(seen.site.language),
            here="",
            shelf=shelf,
            label=listing.label,
            slug=wanted,
            metadata=of_list(seen, pages.canonical, listing.label, articles),
            count=len(listing),
            articles=articles,
            paging=pages,
        )

    return responses.kept(
        responses.keep(("term", shelf, wanted, pages.number, seen.key), build), seen.cache_control()
    )


def _articles(shelf: Taxonomy, listing: Listing, pages: Paging) -> Sequence[Summary]:
    """One page: newest first, but a series is read from its oldest article on."""
    if shelf != "series":
        found = listing.rows(pages.start, pages.count)
    else:
        found = listing.rows(pages.total - pages.start - pages.count, pages.count)[::-1]
    if not found:
        raise NotFoundError("the last article filed there has just gone")
    return found


for _shelf in TAXONOMIES:
    mount(blueprint, PATHS[_shelf], get=partial(show_all, _shelf))
    mount(blueprint, PATHS[f"{_shelf}_term"], get=partial(show, _shelf))
    mount(blueprint, PATHS[f"{_shelf}_term_listing"], get=partial(show, _shelf))
