"""What every request passes on its way in, and every answer on its way out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from chalice.app import CaseInsensitiveMapping, Request, Response

from chalicelib import invocation, logs
from chalicelib.invocation import Invocation
from chalicelib.web import errors, responses
from chalicelib.web import request as requests

log = logging.getLogger("billet")


def front(request: Request, view: Callable[[Request], Response]) -> Response:
    """Chalice middleware: note the request, answer it, and log one line about it."""
    begun = perf_counter()
    this = invocation.enter(request.lambda_context, str(request.context.get("requestId") or ""))
    requests.enter(request)
    status = size = 0
    try:
        response = _answer(request, view)
        status, size = response.status_code, len(response.body)
    finally:  # what fails even here is Chalice's to answer, and that is a 500
        if log.isEnabledFor(logging.INFO):
            _tell(request, this, status or 500, size, (perf_counter() - begun) * 1000)
    return response


def _answer(request: Request, view: Callable[[Request], Response]) -> Response:
    """The view's answer, and a page of the site for Chalice's JSON errors."""
    if "accept" not in request.headers:
        # Chalice answers 400 to who names no type for a binary answer; HTTP takes it as */*.
        request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
    response = view(request)
    if isinstance(response.body, dict):
        response = errors.page(response.status_code, response.headers)
    return responses.finalize(request, response)


def _tell(request: Request, this: Invocation, status: int, size: int, ms: float) -> None:
    """What happened, and to nobody: the route and not the path, and nothing that was sent."""
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
                "cache": this.cache,
                "aws_calls": len(this.asked),
                "aws_failed": this.failed,
                "cold": this.cold,
            },
            {
                "Milliseconds": round(ms, 2),
                "AwsCalls": len(this.asked),
                # Also a page that was sent in spite of AWS: readers did not notice, the operator should.
                "Failures": int(status >= 500 or bool(this.failed)),
            },
        ),
    )
