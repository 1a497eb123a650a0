"""The way on from an old address: an article's, one of the site's settings, and those that other tools give
to feeds, tags and categories."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from chalice.app import Request, Response

from chalicelib.content.old_address import (
    Fields,
    addresses_with_query,
    comparable_fields,
    decoded,
    encoded,
    old_path,
    whole_address,
)
from chalicelib.content.site import FILE
from chalicelib.errors import Unavailable
from chalicelib.feeds.old_feed_addresses import feed_at
from chalicelib.index.living import is_living
from chalicelib.index.redirects import redirect_for, redirect_with_query
from chalicelib.index.taxonomy import Taxonomy
from chalicelib.markdown.link_resolver import MOST_REDIRECTS, OWN_ADDRESSES
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.term_links import find_term

_TERM = re.compile(r"/(?:(tags?)|(categor(?:y|ies))|series)/((?:[^/]+/)*?([^/]+))", re.IGNORECASE)


def before_page(request: Request) -> Response | None:
    """Returns the way on from an old address with a query, which may be that of a page of today but for its
    query: the home page has ``/?p=12``. None for any other, and where the index cannot be read: the page has
    its own answer to that."""
    try:
        page = page_context()
        return _by_query(page, requests.address_of(request))
    except Unavailable:
        return None


def instead_of_nothing(page: PageContext) -> Response | None:
    """Returns the way on from an address at which there is no page. Raises `Unavailable`."""
    for path in _readings(requests.address_of(page.request)):
        if response := _by_query(page, path) or _by_path(page, path):
            return response
    return None


def _readings(path: str) -> Iterator[str]:
    """Yields a path, and what it says where it was percent-encoded twice or three times."""
    for _ in range(3):
        yield path
        again = decoded(path)
        if again == path:
            return
        path = again


def _by_query(page: PageContext, path: str) -> Response | None:
    fields = _fields(page.request)
    if not fields:
        return None
    match = redirect_with_query(page.index, page.now, path, fields)
    for address, own_fields in addresses_with_query(path, fields):
        if match and len(match[1]) > len(own_fields):
            break
        if (redirect := page.site.redirect_table.exact(address)) and (target := _target(page, redirect.new)):
            return _lead(page, target, own_fields)
    if match:
        return _lead(page, page.urls.of(match[0]), match[1])
    feed = feed_at(path, fields)
    return _lead(page, page.urls.prefix + feed[0].path(), feed[1]) if feed and feed[1] else None


def _by_path(page: PageContext, path: str) -> Response | None:
    for target in _targets(page, path):
        if target and target != page.urls.prefix + quote(path, errors="replace"):
            return _lead(page, target)
    return None


def _targets(page: PageContext, path: str) -> Iterator[str]:
    """Yields the addresses that a path may lead to, what its author says before what is guessed, and before
    where that leads of which it is a part."""
    table = page.site.redirect_table
    addresses = [address for address in (path, whole_address(path)) if address]
    for address in addresses:
        if redirect := table.exact(old_path(address)):
            yield _target(page, redirect.new)
        if article := redirect_for(page.index, page.now, address):
            yield page.urls.of(article)
    for address in addresses:
        if below := table.below(address):
            yield _target(page, below[1])
    for address in addresses:
        # A list of today has the pages that it has, and no others.
        yield from (new for new in _guesses(page, address) if new != page.urls.prefix + quote(address))
    if old_path(path) == "/" and not requests.fields_of(page.request):
        yield page.urls.prefix + "/"  # /index.php, and not /index.php?id=12


def _guesses(page: PageContext, path: str) -> Iterator[str]:
    if feed := feed_at(path):
        slug = _slug(page, feed[0].taxonomy, feed[0].term) if feed[0].taxonomy else ""
        if slug or not feed[0].taxonomy:
            yield page.urls.prefix + feed[0].path(slug)
    bare = old_path(path)
    if bare in OWN_ADDRESSES - {"/"}:
        yield page.urls.prefix + bare
    if match := _TERM.fullmatch(re.sub(r"\.html?$", "", path.rstrip("/"))):
        taxonomy: Taxonomy = "tags" if match[1] else "categories" if match[2] else "series"
        for label in match.group(3, 4):  # TCP/IP is a label, others are written below their parents
            if slug := _slug(page, taxonomy, label):
                yield page.urls.term(taxonomy, slug)


def _slug(page: PageContext, taxonomy: Taxonomy, label: str) -> str:
    """Returns the slug of a tag, category or series that readers see, "" for any other."""
    term = find_term(page, taxonomy, unicodedata.normalize("NFC", label))
    return term.slug if term else ""


def _target(page: PageContext, new: str) -> str:
    """Returns the address that a redirect leads to, "" where readers find nothing there: so nobody is led in
    circles, as nothing leads on from a page."""
    for _ in range(MOST_REDIRECTS):
        link = page.resolver.resolve(_below_root(page, new), FILE)
        bare, mark, fragment = link.path.partition("#")
        if link.kind in ("page", "medium") and is_living(page.index, page.now, decoded(bare)):
            return page.urls.prefix + bare + mark + encoded(fragment)
        if not link.path.startswith("https://"):
            return ""
        if _below_root(page, link.path) == link.path:
            return encoded(link.path)
        new = link.path
    return ""


def _below_root(page: PageContext, address: str) -> str:
    """Returns a whole address of this site as a path of it, any other as it is."""
    base = page.urls.base
    is_own = base and f"{address}/".startswith(f"{base}/")
    return (address.removeprefix(base) or "/") if is_own else address


def _lead(page: PageContext, target: str, own_fields: Fields = frozenset()) -> Response:
    """Leads a reader on, for as long as a page of the target may be kept. What was added to the query of the
    old address goes along."""
    target, mark, fragment = target.partition("#")
    query = requests.query_of(page.request, without=own_fields)
    if "?" in target:
        query = query.replace("?", "&", 1)
    return responses.redirect(target + query + mark + fragment, 301, page.cache_control())


def _fields(request: Request) -> Fields:
    fields = requests.fields_of(request)
    return comparable_fields((name, value) for name, values in fields.items() for value in values)
