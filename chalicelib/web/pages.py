"""Standing pages: about, legal notice, playlist."""

from __future__ import annotations

import unicodedata

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.article_context import standing_page
from chalicelib.web.page_context import page_context
from chalicelib.web.routing import mount
from chalicelib.web.urls import PATHS

blueprint = Blueprint(__name__)


def show(slug: str) -> Response:
    """One standing page."""
    seen = page_context()
    wanted = unicodedata.normalize("NFC", requests.parameter(slug))
    record = seen.find("pages", wanted)
    if record is None:
        raise NotFoundError(f"there is no page {wanted!r}")
    page, text = record.article, seen.text(record)
    body = responses.keep(
        ("page", page.key, seen.key, text.checked if text.stale else ""),
        lambda: standing_page(seen, record, text.value),
    )
    answer = responses.kept(body, seen.cache_control(degraded=text.stale))
    return responses.framing(answer, seen.site.frames)


mount(blueprint, PATHS["page"], get=show)
