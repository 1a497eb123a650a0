"""What somebody may have looked for at an address where there is nothing."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chalice.app import Request

from chalicelib.content.article import Summary
from chalicelib.content.old_address import decoded
from chalicelib.errors import Unavailable
from chalicelib.index import lists, sqlite_features
from chalicelib.web import request as requests
from chalicelib.web.page_context import PageContext

log = logging.getLogger("billet")

MOST = 2
"""Titles that are offered."""

_LONGEST = 100
"""Letters of an address that are looked for."""

_NAME = re.compile(r"(?P<stem>[^.].*?)(?:\.(?:html?|md))?")
_OTHER_FILE = re.compile(r"\.[a-z0-9]{1,5}", re.IGNORECASE)


@dataclass(frozen=True)
class NearMiss:
    """The words of an address, for the search, and the articles whose titles are nearest to them."""

    words: str = ""
    articles: Sequence[Summary] = ()


def near_miss(page: PageContext) -> NearMiss:
    """Returns what the address of the request may mean. What programs try by the thousand, such as
    ``/wp-login.php`` and ``/.env``, is no page's name and costs nothing; where nothing can be searched there
    are the words alone. Raises `Unavailable` where the index cannot be read."""
    words = _words(page.request)
    if not words or not sqlite_features.has_full_text_search() or not page.ask(lists.total):
        return NearMiss(words)
    from chalicelib.index.nearest import nearest  # here: most requests do without a database of words

    try:
        search_file = page.services.search_cache.current().value
        return NearMiss(words, nearest(search_file, page.index, words, page.now, MOST))
    except Unavailable as error:
        log.warning("no title near an address: %s", error)
        return NearMiss(words)


def _words(request: Request) -> str:
    """Returns the words of an address: those of its slug, else of its last part that is no number."""
    slug = (request.uri_params or {}).get("slug")
    if not slug and request.path != "/{proxy+}":
        return ""
    address = decoded(slug) if slug else requests.address_of(request)
    segments = [segment for segment in address.split("/") if re.search(r"[^\W\d_]", segment)]
    if not segments or any(segment.startswith(".") for segment in segments):
        return ""
    if re.fullmatch(r"index(?:\.html?)?", segments[-1]) and len(segments) > 1:
        del segments[-1]
    match = _NAME.fullmatch(unicodedata.normalize("NFC", segments[-1]))
    if not match or _OTHER_FILE.search(match["stem"]):
        return ""
    from chalicelib.index.search_query import readable

    return readable(re.sub(r"[\W_]+", " ", match["stem"])[:_LONGEST])
