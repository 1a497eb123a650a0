"""Tags, categories and series: all there are, and the articles that have one."""

from __future__ import annotations

import unicodedata

from chalice.app import NotFoundError, Response

from chalicelib.content.term_slug import term_slug
from chalicelib.index import lists
from chalicelib.index.taxonomy import Taxonomy
from chalicelib.web import paging, responses
from chalicelib.web import request as requests
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import page_context
from chalicelib.web.templating import render
from chalicelib.web.term_links import find_term
from chalicelib.web.words import catalogue


def show_all(taxonomy: Taxonomy) -> Response:
    """Shows all tags, categories or series, with the number of their articles."""
    page = page_context()
    canonical = page.urls.public(taxonomy)
    body = responses.cached_page(
        ("terms", taxonomy, page.key),
        lambda: render(
            "terms.html",
            **page.layout_context(page.site.interface_language),
            current_path=taxonomy,
            taxonomy=taxonomy,
            # By slug, which has no accents: É stands where a reader looks for it.
            terms=lists.terms(page.index, page.now, taxonomy),
            canonical=canonical,
            metadata=of_list(page, canonical, _title_of(taxonomy, page.site.interface_language)),
        ),
    )
    return responses.cacheable(body, page.cache_control())


def _title_of(taxonomy: Taxonomy, language: str) -> str:
    titles = {"tags": "All tags", "categories": "All categories", "series": "All series"}
    return catalogue(language).gettext(titles[taxonomy])


def show(taxonomy: Taxonomy, slug: str, number: str = "") -> Response:
    """Shows the articles that have a tag, category or series, newest first; a series from its oldest
    article on. A term that is written as people write it leads to its own address, and so does one that had
    this address before."""
    page = page_context()
    label = unicodedata.normalize("NFC", requests.parameter(slug))
    term = find_term(page, taxonomy, label)
    if term is None:
        raise NotFoundError(f"no article has the term {label!r}")
    pages = paging.page_of(page.urls, f"{taxonomy}_term", number, term.count, slug=term.slug)
    if term.slug != label or pages.misplaced:
        return paging.redirect_to(page, pages, is_lasting=term.slug == term_slug(label))

    def build() -> str:
        articles = lists.of_term(
            page.index, page.now, taxonomy, term.slug, pages.count, pages.start,
            oldest_first=taxonomy == "series",
        )  # fmt: skip
        return render(
            "term.html",
            **page.layout_context(page.site.interface_language),
            current_path="",
            taxonomy=taxonomy,
            term=term,
            articles=articles,
            paging=pages,
            metadata=of_list(page, pages.canonical, term.label, articles),
        )

    body = responses.cached_page(("term", taxonomy, term.slug, pages.number, page.key), build)
    return responses.cacheable(body, page.cache_control())
