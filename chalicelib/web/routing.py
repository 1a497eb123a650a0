"""Routes that answer every method: API Gateway's own answer to a method it does not know is JSON."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from chalice.app import Blueprint, Response

from chalicelib.errors import NotFound, Unavailable
from chalicelib.services import services
from chalicelib.web import posting, public_address, responses
from chalicelib.web import request as requests
from chalicelib.web.urls import FORM_PATHS

log = logging.getLogger("billet")

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

FORM = "application/x-www-form-urlencoded"

View = Callable[..., Response]


def mount(
    blueprint: Blueprint,
    path: str,
    *,
    get: View | None = None,
    post: View | None = None,
    signed: bool = False,
) -> None:
    """Registers the views of one path. HEAD is answered as GET, any other method with a 405.

    A `signed` path takes a POST from anywhere and of any type: who knows the path may do what it is for, be
    it a browser or a mail program (RFC 8058).
    """
    form_view = _taking_a_form(post) if post and not signed else post
    views = {"GET": get, "HEAD": get, "POST": form_view}
    assert post is None or path in FORM_PATHS, f"{path} takes a form: add it to FORM_PATHS"
    allowed = [method for method, view in views.items() if view]
    name = "root" if path == "/" else path.strip("/").replace("/", "_")
    for method in METHODS:
        own_view = views.get(method)
        view = _guarded(own_view) if own_view else _refusal(allowed)
        register = blueprint.route(
            path,
            methods=[method],
            name=f"{name}_{method.lower()}",
            # A list that is empty takes any type: who posts to a page hears of the method first.
            content_types=[FORM] if method in allowed and method == "POST" and not signed else [],
        )
        register(view)


def _refusal(allowed: list[str]) -> View:
    """Returns a view that names the methods of its path."""

    def refuse(**_: str) -> Response:
        return responses.error(405, Allow=", ".join(allowed))

    return refuse


def _taking_a_form(view: View) -> View:
    """Returns a view that reads no form that is too large, or that another site sent: size and headers cost
    least. Chalice has looked at the type before."""

    @wraps(view)
    def take(**parameters: str) -> Response:
        request = requests.current()
        requests.check_size(request)
        if posting.is_foreign(request, services().settings.base_url):
            return responses.error(403)
        public_address.note(request)
        return view(**parameters)

    return take


def _guarded(view: View) -> View:
    """Returns a view that answers a store's failure with a status; `chalicelib.web.middleware` makes it a
    page."""

    @wraps(view)
    def guarded(**parameters: str) -> Response:
        try:
            return view(**parameters)
        except Unavailable as error:
            log.error("answering 503: %s", error)
            return responses.error(503)
        except NotFound as error:
            log.error("answering 404: %s", error)
            return responses.error(404)

    return guarded
