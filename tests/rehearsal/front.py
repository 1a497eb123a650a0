"""API Gateway as readers meet it: LocalStack's, at the address of each API, with the limits that it lacks;
and CloudFront before it, which keeps nothing here.

Numbers are from "Amazon API Gateway quotas and important notes".
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import urllib3
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from billet.local.aws_handler import QuietHandler
from billet.operator.deployment.limits import HEADERS, PAYLOAD
from tests.rehearsal.resource_models import origin_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ADDRESS = re.compile(r"\w+\.execute-api\.[\w-]+\.amazonaws\.com")
"""The host of API Gateway's own address of an API."""

_OF_ONE_CONNECTION = {"connection", "transfer-encoding", "server", "date"}


class Front:
    """The addresses of all APIs, as a WSGI application. `host` returns the one that any other name is for."""

    def __init__(self, gateway: str, host: Callable[[], str]) -> None:
        self._gateway, self._host = gateway, host
        self._http = urllib3.PoolManager(maxsize=20)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        if (request.content_length or 0) > PAYLOAD:
            body = json.dumps({"message": "Request Too Long"})
            return Response(body, 413, content_type="application/json")(environ, start_response)
        response = self._pass(request, str(environ["REQUEST_URI"]))
        size = sum(len(name) + len(value) for name, value in response.headers.items())
        assert size <= HEADERS, f"API Gateway passes {HEADERS} bytes of headers, and these have {size}"
        return response(environ, start_response)

    def _pass(self, request: Request, uri: str) -> Response:
        headers = urllib3.HTTPHeaderDict(request.headers.items())
        if origin := origin_of(request.host):
            headers["Host"], path, added = origin
            uri = path + uri
            headers.update(added)
        else:
            headers["Host"] = request.host if ADDRESS.fullmatch(request.host) else self._host()
        answer = self._http.request(
            request.method,
            self._gateway + uri,
            body=request.get_data(),
            headers=headers,
            redirect=False,
            retries=False,
            decode_content=False,
        )
        response = Response(answer.data, answer.status)
        response.headers.clear()
        for name, value in answer.headers.items():
            if name.lower() not in _OF_ONE_CONNECTION:
                response.headers.add(name, value)
        if request.method == "HEAD":
            response.automatically_set_content_length = False
        return response


@contextmanager
def serving(gateway: str, host: Callable[[], str]) -> Iterator[int]:
    """Serves readers, and yields the port."""
    server = make_server("127.0.0.1", 0, Front(gateway, host), threaded=True, request_handler=QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
