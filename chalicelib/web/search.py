"""Search: the form, its results, and what lets a browser offer it in its address bar."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalice.app import NotFoundError, Response

from chalicelib.content.media import A_DAY
from chalicelib.content.text import for_xml
from chalicelib.errors import Unavailable
from chalicelib.index import lists, sqlite_features
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

if TYPE_CHECKING:
    from chalicelib.index.search import Results
    from chalicelib.index.search_query import Query

log = logging.getLogger("billet")


OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"

_SHORT_NAME = 16  # what OpenSearch 1.1 allows, as for the next
_LONG = 1024


@dataclass(frozen=True)
class SearchForm:
    """The fields of the form as they were filled in; `page` is that of the results."""

    q: str
    tag: str
    since: str
    until: str
    page: int

    @property
    def is_empty(self) -> bool:
        """Whether the form was only opened."""
        return not (self.q or self.tag or self.since or self.until)

    def query(self, page: int = 1, **changes: str) -> str:
        """Returns the query of an address with these fields."""
        fields = {"q": self.q, "tag": self.tag, "from": self.since, "to": self.until, **changes}
        filled = {name: value for name, value in fields.items() if value}
        return "?" + urlencode(filled | ({"page": str(page)} if page > 1 else {}))


def search() -> Response:
    """Answers with the form; and page by page with the articles that have what was typed."""
    # Here: most requests do without a database of words.
    from chalicelib.index.search import Results
    from chalicelib.index.search import search as find
    from chalicelib.index.search_query import parse

    context = page_context()
    if not sqlite_features.has_full_text_search():
        return responses.uncacheable(_without_search(context), 404)
    form = _form(context)
    if form.is_empty:
        page = responses.cached_page(("search", context.key), lambda: _html(context, form))
        return responses.cacheable(page, context.cache_control())
    query = parse(requests.query_field(context.request, "q"), form.tag, form.since, form.until)
    try:
        is_stale, results = False, Results()
        if context.ask(lists.total):  # a blog that has just begun has no search file either
            search_file = context.services.search_cache.current()
            is_stale = search_file.stale
            results = find(search_file.value, context.index, query, form.page, context.now)
    except Unavailable as error:
        log.error("nothing can be searched: %s", error)
        return responses.uncacheable(_html(context, form, query), 503)
    if form.page > results.last:
        raise NotFoundError(f"there are {results.last} pages")
    # What one person looks for is not kept among the pages that all ask for.
    page = responses.Page(_html(context, form, query, results).encode())
    return responses.cacheable(page, context.cache_control(degraded=is_stale, private=True))


def _form(context: PageContext) -> SearchForm:
    from chalicelib.index.search_query import readable

    q, tag, since, until, page = (
        readable(requests.query_field(context.request, name)) for name in ("q", "tag", "from", "to", "page")
    )
    if page and not re.fullmatch(r"[1-9]\d{0,3}", page, re.ASCII):
        raise NotFoundError(f"there is no page {page!r}")
    return SearchForm(q, tag, since, until, int(page or 1))


def _html(
    context: PageContext, form: SearchForm, query: Query | None = None, results: Results | None = None
) -> str:
    return render(
        "search.html",
        **context.layout_context(context.site.interface_language),
        current_path="search",
        form=form,
        query=query,
        results=results,
        canonical=context.urls.public("search"),
        ways=[name for name in ("archive", "tags") if name in PATHS],
    )


def _without_search(context: PageContext) -> str:
    """Returns the page of a site that has no search: some link still leads to it."""
    language = context.site.interface_language
    _ = catalogue(language).gettext
    return render(
        "received.html",
        **context.layout_context(language),
        current_path="search",
        heading=_("This site has no search"),
        explanation=_("All its articles are in the archive, year by year."),
        back=context.urls("archive"),
        back_label=_("Archive"),
    )


def opensearch() -> Response:
    """Tells browsers how to search: OpenSearch 1.1. It has whole addresses, or is not there."""
    context = page_context()
    if not (context.urls.base and sqlite_features.has_full_text_search()):
        raise NotFoundError("the public address of the site is not known, or it has no search")
    site = context.site
    title = for_xml(site.title)
    body = responses.cached_page(
        ("opensearch", context.key),
        lambda: render(
            "opensearch.xml",
            language=site.language,
            urls=context.urls,
            short=title if len(title) <= _SHORT_NAME else title[: _SHORT_NAME - 1].rstrip() + "…",
            title=title,
            tagline=for_xml(site.tagline)[:_LONG],
        ),
    )
    return responses.cacheable(body, A_DAY, OPENSEARCH)
