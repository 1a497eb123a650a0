"""API Gateway as a reader meets it: LocalStack's, with the rules that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import urllib3
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Front:
    """The address of one API, as a WSGI application."""

    def __init__(self, gateway: str, api: Callable[[], str], region: str) -> None:
        self._gateway, self._api, self._region = gateway, api, region
        self._http = urllib3.PoolManager(maxsize=20)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        headers = urllib3.HTTPHeaderDict(request.headers.items())
        headers["Host"] = f"{self._api()}.execute-api.{self._region}.amazonaws.com"
        answer = self._http.request(
            request.method,
            self._gateway + str(environ["REQUEST_URI"]),
            body=request.get_data(),
            headers=headers,
            redirect=False,
            retries=False,
            decode_content=False,
        )
        response = Response(answer.data, answer.status)
        response.headers.clear()
        for name, value in answer.headers.items():
            if name.lower() not in ("connection", "transfer-encoding", "server", "date"):
                response.headers.add(name, value)
        if request.method == "HEAD":
            response.automatically_set_content_length = False
        return response(environ, start_response)
