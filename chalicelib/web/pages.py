"""Standing pages: about, legal notice, playlist."""

from __future__ import annotations

import unicodedata

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.presentation import standing_page
from chalicelib.web.routing import mount
from chalicelib.web.scene import scene
from chalicelib.web.urls import PATHS

blueprint = Blueprint(__name__)


def show(slug: str) -> Response:
    """One standing page."""
    seen = scene()
    wanted = unicodedata.normalize("NFC", requests.parameter(slug))
    page = seen.index.find("pages", wanted, seen.now)
    if page is None:
        raise NotFoundError(f"there is no page {wanted!r}")
    text = seen.blog.reader.html(page, seen.index, seen.urls.prefix)
    body = responses.keep(
        ("page", page.key, seen.key, text.checked if text.stale else ""),
        lambda: standing_page(seen, page, text.value),
    )
    answer = responses.kept(body, seen.cache_control(degraded=text.stale))
    return responses.framing(answer, seen.site.frames)


mount(blueprint, PATHS["page"], get=show)
