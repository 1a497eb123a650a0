"""Errors as pages of the site, whoever raised them."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from chalice.app import Blueprint, HeadersType, Response

from chalicelib import invocation
from chalicelib.content.language_tag import INTERFACE_LANGUAGES
from chalicelib.errors import Unavailable
from chalicelib.web import posting, responses
from chalicelib.web import request as requests
from chalicelib.web.bare_page import bare_page
from chalicelib.web.page_context import PageContext, empty_context, page_context
from chalicelib.web.posting import Letter
from chalicelib.web.routing import METHODS
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

if TYPE_CHECKING:
    from chalicelib.web.near_misses import NearMiss

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)


def page(status: int, headers: HeadersType) -> Response:
    """Returns the page for a status, or the way on from an old address. It needs no
    store, and waits for none that has just failed.

    Whatever failed of ours while a form was taken, its writer gets it back, to be sent again: to an instance
    that may be well.
    """
    request = requests.current()
    may_have_moved = status == 404 and requests.is_reading(request)
    letter = posting.letter_of(request)
    if status == 500 and letter:
        status = 503
    try:
        context = page_context()
        if may_have_moved and (redirect := _redirect(context)):
            return redirect
        text = _text(context, status, letter)
    except Unavailable:
        # That there is nothing cannot be said of an address which an article may have had.
        status = 503 if may_have_moved else status
        text = _text_without_site(status, letter)
    except Exception:  # what broke the page may break its layout as well
        log.exception("an error page without the site's layout")
        text = _text_without_site(status, letter)
    response = responses.uncacheable(text, status)
    response.headers.update(headers)
    return response


# Both are imported late: pages that are there do without.
def _redirect(context: PageContext) -> Response | None:
    from chalicelib.web import redirects

    return redirects.instead_of_nothing(context)


def _near_miss(context: PageContext) -> NearMiss:
    from chalicelib.web.near_misses import near_miss

    return near_miss(context)


def _text_without_site(status: int, letter: Letter | None) -> str:
    try:
        return _text(empty_context(), status, letter)
    except Exception:  # the settings are wrong, or the package lacks a file
        log.exception("an error page without any layout")
        return bare_page(letter)


def _text(context: PageContext, status: int, letter: Letter | None) -> str:
    language = context.site.interface_language
    heading, explanation = _sentences(status, language, is_letter=letter is not None)
    is_lost = status == 404 and requests.is_reading(context.request)
    return render(
        "error.html",
        **context.layout_context(language),
        current_path="",
        heading=heading,
        explanation=explanation,
        near_miss=_near_miss(context) if is_lost else None,
        is_out=status == 503 and not letter,
        letter=letter,
        may_send_again=status in (403, 503),
        request_id=invocation.request_id() if status >= 500 else "",
    )


def _sentences(status: int, language: str, *, is_letter: bool) -> tuple[str, str]:
    """Returns the heading of a page for a status, and what there is to say."""
    _ = catalogue(language).gettext
    if status == 404 and is_letter:
        return _("This is not open any more"), _(
            "The author has moved, changed or deleted what you wrote to."
        )
    sentences = {
        403: (
            _("This came from another site"),
            _("Your browser says that a page of another site sent this. Nothing was stored."),
        ),
        404: (_("This page does not exist"), _("The address may have changed, or been mistyped.")),
        405: (_("This cannot be done here"), _("This address does not take this kind of request.")),
        409: (_("Comments are closed"), _("The author has closed the comments on this article.")),
        413: (
            _("This is too long"),
            _("What was sent is larger than this site takes. Your browser still has it: go back a page."),
        ),
        415: (_("This cannot be read"), _("What was sent is not a form of this site.")),
        503: (
            _("Back in a minute"),
            _("The site cannot read its articles just now. Please try again shortly."),
        ),
    }
    other = (
        (_("Something went wrong"), _("The fault is on our side and has been noted."))
        if status >= 500
        else (_("This request cannot be understood"), _("What was sent is not what this address expects."))
    )
    return sentences.get(status, other)


def not_set_up(reason: str) -> Response:
    """Returns the page of a function whose settings are missing or wrong, in both languages: it cannot know
    the site's. Who has sent a form gets the text back."""
    if letter := posting.letter_of(requests.current()):
        return responses.uncacheable(bare_page(letter), 503)
    texts = []
    for language in INTERFACE_LANGUAGES:
        _ = catalogue(language).gettext
        texts.append((language, _("This blog is not set up yet"), _("Whoever runs it finds out more here:")))
    return responses.uncacheable(render("not_set_up.html", texts=texts, reason=reason), 503)


def nowhere(**_: str) -> Response:
    """Answers any address that is nobody's, with any method."""
    return responses.error(404)


def _register() -> None:
    # API Gateway makes a resource of each step on the way to another, and a step answers for
    # itself: without methods of its own, /articles would not be left to the proxy.
    steps = {path[: at.start()] for path in PATHS.values() for at in re.finditer("/", path)}
    steps -= {"", *PATHS.values()}
    for path in (*sorted(steps), "/{proxy+}"):
        for method in METHODS:
            name = f"nowhere_{re.sub(r'[^a-z]+', '_', path).strip('_')}_{method.lower()}"
            blueprint.route(path, methods=[method], name=name, content_types=[])(nowhere)


_register()
