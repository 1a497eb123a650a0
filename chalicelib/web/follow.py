"""The page that tells people what feeds are for, and offers those of the site."""

from __future__ import annotations

from chalice.app import NotFoundError, Response

from chalicelib.index import lists
from chalicelib.index.taxonomy import Taxonomy, Term
from chalicelib.web import responses
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render
from chalicelib.web.words import catalogue

MOST_TERMS = 30
"""Tags whose feeds are offered, and as many categories: those that most articles have."""


def show() -> Response:
    """Shows the feeds. They have whole addresses: without a public address of the site there are none."""
    page = page_context()
    if not page.urls.base:
        raise NotFoundError("the public address of the site is not known")
    body = responses.cached_page(("follow", page.key), lambda: _html(page))
    return responses.cacheable(body, page.cache_control())


def _html(page: PageContext) -> str:
    language, canonical = page.site.interface_language, page.urls.public("follow")
    return render(
        "follow.html",
        **page.layout_context(language),
        current_path="follow",
        tags=_most_used(page, "tags"),
        categories=_most_used(page, "categories"),
        canonical=canonical,
        metadata=of_list(page, canonical, catalogue(language).gettext("Follow")),
    )


def _most_used(page: PageContext, taxonomy: Taxonomy) -> list[Term]:
    """Returns the terms that most articles have, by their labels."""
    terms = lists.terms(page.index, page.now, taxonomy)
    used = sorted(terms, key=lambda term: -term.count)[:MOST_TERMS]
    return [term for term in terms if term in used]
