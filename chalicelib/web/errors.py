"""Errors as pages of the site, whoever raised them."""

from __future__ import annotations

from chalice.app import Blueprint, HeadersType, Response

from chalicelib.web import responses
from chalicelib.web.routing import METHODS
from chalicelib.web.scene import scene_or_bare
from chalicelib.web.templating import render
from chalicelib.web.words import catalogue

blueprint = Blueprint(__name__)


def page(status: int, headers: HeadersType) -> Response:
    """The page for a status. It needs no store, and so can tell of their failure."""
    seen = scene_or_bare()
    _ = catalogue(seen.site.language).gettext
    sentences = {
        404: (_("This page does not exist"), _("The address may have changed, or been mistyped.")),
        405: (_("This cannot be done here"), _("This address does not take this kind of request.")),
        413: (_("This is too long"), _("What was sent is larger than this site takes.")),
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
    heading, explanation = sentences.get(status, other)
    body = render(
        "error.html",
        **seen.surroundings(seen.site.language),
        here="",
        heading=heading,
        explanation=explanation,
    )
    response = responses.html(body.encode(), responses.NEVER, status)
    response.headers.update(headers)
    return responses.try_again(response) if status == 503 else response


def nowhere() -> Response:
    """Any address that is nobody's, with any method."""
    return Response({"Code": "NotFoundError"}, {}, 404)


def _register() -> None:
    for method in METHODS:
        name = f"nowhere_{method.lower()}"
        blueprint.route("/{proxy+}", methods=[method], name=name, content_types=[])(nowhere)


_register()
