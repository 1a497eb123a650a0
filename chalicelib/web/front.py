"""What every request passes on its way in, and every answer on its way out."""

from __future__ import annotations

from collections.abc import Callable

from chalice.app import CaseInsensitiveMapping, Request, Response

from chalicelib.web import errors, responses
from chalicelib.web import request as requests


def front(request: Request, view: Callable[[Request], Response]) -> Response:
    """Chalice middleware: note the request, answer it, turn Chalice's JSON errors into pages."""
    requests.enter(request)
    if "accept" not in request.headers:
        # Chalice answers 400 to who names no type for a binary answer; HTTP takes it as */*.
        request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
    response = view(request)
    if isinstance(response.body, dict):
        response = errors.page(response.status_code, response.headers)
    return responses.finish(request, response)
