"""Chalice middleware: every request passes it on its way in, every response on its way out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from chalice.app import CaseInsensitiveMapping, Request, Response

from chalicelib import invocation, logs
from chalicelib.errors import ConfigurationError
from chalicelib.invocation import Invocation
from chalicelib.services import services
from chalicelib.web import audience, errors
from chalicelib.web import request as requests
from chalicelib.web.final_response import finalize
from chalicelib.web.urls import PATHS

log = logging.getLogger("billet")

COUNTED = frozenset(PATHS[name] for name in ("home", "article", "page", "feed", "json_feed"))
"""Routes whose readings are counted, by `billet stats`."""

_FILES = frozenset(PATHS[name] for name in ("media", "static", "favicon", "health"))
"""Routes on which a query tells of a version, and of no page."""


def handle(request: Request, view: Callable[[Request], Response]) -> Response:
    """Answers a request, and logs one line about it."""
    start = perf_counter()
    current = invocation.enter(request.lambda_context, str(request.context.get("requestId") or ""))
    requests.enter(request)
    status = size = 0
    try:
        response = _answer(request, view)
        status, size = response.status_code, len(response.body)
    finally:  # what fails even here is Chalice's to answer, and that is a 500
        if log.isEnabledFor(logging.INFO):
            _log_request(request, current, status or 500, size, (perf_counter() - start) * 1000)
    return response


def _answer(request: Request, view: Callable[[Request], Response]) -> Response:
    """Returns the view's response, and a page of the site for Chalice's JSON errors."""
    if "accept" not in request.headers:
        # Chalice answers 400 to who names no type for a binary answer; HTTP takes it as */*.
        request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
    try:
        services()
    except ConfigurationError as error:
        log.error("the blog is not set up: %s", error)
        return finalize(request, errors.not_set_up(str(error)))
    response = _redirect(request) or view(request)
    if isinstance(response.body, dict):
        response = errors.page(response.status_code, response.headers)
    return finalize(request, response)


def _redirect(request: Request) -> Response | None:
    """Returns the way on from an old address with a query; None for a request of another kind."""
    if request.path in _FILES or not requests.is_reading(request) or not requests.fields_of(request):
        return None
    # Imported late: most addresses are those of today.
    from chalicelib.web import redirects

    return redirects.before_page(request)


def _log_request(request: Request, current: Invocation, status: int, size: int, ms: float) -> None:
    """Logs what happened, and nothing about whom it happened to: the route and not the path, of an article
    that was read its slug, and nothing that was sent."""
    log.info(
        "%s %s %d",
        request.method,
        request.path,
        status,
        extra=logs.fields(
            {
                "route": request.path,
                "method": request.method,
                "status": status,
                "ms": round(ms, 2),
                "bytes": size,
                "cache": current.cache,
                "aws_calls": len(current.calls),
                "aws_failed": current.failed_calls,
                "cold": current.cold,
                **_reading(request, status),
            },
            {
                "Milliseconds": round(ms, 2),
                "AwsCalls": len(current.calls),
                # Also a page that was sent in spite of AWS: readers did not notice, the operator should.
                "Failures": int(status >= 500 or bool(current.failed_calls)),
            },
        ),
    )


def _reading(request: Request, status: int) -> dict[str, str]:
    """Returns what is counted of a page or feed that somebody read, unless the CDN in front counts it. Only
    what exists has a name here: a path may hold anything."""
    if requests.COUNTED_HEADER in request.headers:
        return {}
    if request.method != "GET" or status not in (200, 304) or request.path not in COUNTED:
        return {}
    return {
        "slug": str((request.uri_params or {}).get("slug", "")),
        "client": audience.client_of(request.headers.get("user-agent", "")),
        "referrer": audience.referrer_of(request.headers, services().settings.base_url),
    }
