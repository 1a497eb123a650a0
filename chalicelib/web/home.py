"""The home page and the pages of older articles behind it."""

from __future__ import annotations

import logging
import re

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.edition.listing import EVERYTHING
from chalicelib.errors import Unavailable
from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.metadata import of_home, of_list
from chalicelib.web.routing import mount
from chalicelib.web.scene import Scene, scene
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)

A_PAGE = 10
"""Articles listed on one page."""


def home() -> Response:
    """The newest articles."""
    return _listing(1)


def listing(number: str) -> Response:
    """Older articles: page 1 is the home page itself."""
    text = requests.parameter(number)
    if not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        raise NotFoundError(f"there is no page {text!r}")
    return _listing(int(text))


def _listing(number: int) -> Response:
    seen = scene()
    last = max(1, -(-seen.total // A_PAGE))
    if number > last:
        raise NotFoundError(f"there are {last} pages")
    articles = seen.articles[:A_PAGE] if number == 1 else seen.listing(EVERYTHING).rows(*_span(number))
    url = seen.urls.public("home") if number == 1 else seen.urls.public("listing", number=number)
    counts, degraded = _counts(seen, tuple(article.id for article in articles))
    body = responses.keep(
        ("home", number, seen.key, tuple(counts.items())),
        lambda: render(
            "home.html",
            **seen.surroundings(seen.site.language),
            here="home" if number == 1 else "",
            articles=articles,
            counts=counts,
            number=number,
            last=last,
            canonical=url,
            metadata=of_home(seen) if number == 1 else of_list(seen, url, seen.site.title),
        ),
    )
    return responses.kept(body, seen.cache_control(degraded=degraded))


def _span(number: int) -> tuple[int, int]:
    return (number - 1) * A_PAGE, A_PAGE


def _counts(seen: Scene, ids: tuple[str, ...]) -> tuple[dict[str, int], bool]:
    """The comment counts of the articles listed, and whether they are old or could not be had."""
    if not ids:
        return {}, False
    try:
        held = seen.blog.threads.counts(ids)
    except Unavailable as error:
        log.error("listing without comment counts: %s", error)
        return {}, True
    return held.value, held.stale


mount(blueprint, PATHS["home"], get=home)
mount(blueprint, PATHS["listing"], get=listing)
