"""Standing pages: about, legal notice, playlist."""

from __future__ import annotations

import unicodedata

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.web import request as requests
from chalicelib.web import responses
from chalicelib.web.routing import mount
from chalicelib.web.scene import scene
from chalicelib.web.templating import render
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
        lambda: render(
            "page.html",
            **seen.surroundings(page.language),
            here=page.key,
            article=page,
            text=text.value,
            canonical=seen.urls.public("page", slug=page.slug),
        ),
    )
    answer = responses.kept(body, seen.cache_control(degraded=text.stale))
    return responses.framing(answer, seen.site.frames)


mount(blueprint, PATHS["page"], get=show)
