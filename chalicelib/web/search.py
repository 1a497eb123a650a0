"""Search: the form, what it finds, and what lets a browser offer it in its address bar."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.media import A_DAY
from chalicelib.errors import Unavailable
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS

if TYPE_CHECKING:
    from chalicelib.index.search_query import Query
    from chalicelib.searching.finding import Found

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)

OPENSEARCH = "application/opensearchdescription+xml; charset=utf-8"

_SHORT_NAME = 16  # what OpenSearch 1.1 allows, as for the next
_LONG = 1024
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Asked:
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

    def query(self, page: int = 1, **other: str) -> str:
        """The query of an address with these fields."""
        fields = {"q": self.q, "tag": self.tag, "from": self.since, "to": self.until, **other}
        shown = {name: value for name, value in fields.items() if value}
        return "?" + urlencode(shown | ({"page": str(page)} if page > 1 else {}))


def search() -> Response:
    """The form; and page by page what answers it."""
    # Here: most requests do without a database.
    from chalicelib.index.search_query import parse

    seen = page_context()
    asked = _asked(seen)
    if asked.is_empty:
        body = responses.keep(("search", seen.key), lambda: _page(seen, asked))
        return responses.kept(body, seen.cache_control())
    query = parse(requests.asked(seen.request, "q"), asked.tag, asked.since, asked.until)
    try:
        found = seen.blog.searcher.search(seen.holdings, query, asked.page, seen.now, seen.site.zone)
    except Unavailable as error:
        log.error("nothing can be searched: %s", error)
        return responses.once(_page(seen, asked, query), 503)
    if asked.page > found.last:
        raise NotFoundError(f"there are {found.last} pages")
    # What one person looks for is not kept among the pages that all ask for.
    page = responses.Page(_page(seen, asked, query, found).encode())
    return responses.kept(page, seen.cache_control(degraded=found.degraded).replace("public", "private"))


def _asked(seen: PageContext) -> Asked:
    from chalicelib.index.search_query import readable

    q, tag, since, until, page = (
        readable(requests.asked(seen.request, name)) for name in ("q", "tag", "from", "to", "page")
    )
    if page and not re.fullmatch(r"[1-9]\d{0,3}", page, re.ASCII):
        raise NotFoundError(f"there is no page {page!r}")
    return Asked(q, tag, since, until, int(page or 1))


def _page(seen: PageContext, asked: Asked, query: Query | None = None, found: Found | None = None) -> str:
    return render(
        "search.html",
        **seen.layout_context(seen.site.language),
        here="search",
        asked=asked,
        query=query,
        found=found,
        ways=[name for name in ("archive", "tags") if name in PATHS],
    )


def opensearch() -> Response:
    """How a browser asks: OpenSearch 1.1. It has whole addresses, or is not there."""
    seen = page_context()
    if not seen.urls.base:
        raise NotFoundError("the public address of the site is not known")
    site = seen.site
    title = _NOT_XML.sub("", site.title)
    body = responses.keep(
        ("opensearch", seen.key),
        lambda: render(
            "opensearch.xml",
            language=site.language,
            urls=seen.urls,
            short=title if len(title) <= _SHORT_NAME else title[: _SHORT_NAME - 1].rstrip() + "…",
            title=title,
            tagline=_NOT_XML.sub("", site.tagline)[:_LONG],
        ),
    )
    return responses.kept(body, A_DAY, OPENSEARCH)


mount(blueprint, PATHS["search"], get=search)
mount(blueprint, PATHS["opensearch"], get=opensearch)
