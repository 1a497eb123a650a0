"""How the local AWS talks HTTP."""

from __future__ import annotations

from io import BytesIO

from werkzeug.exceptions import InternalServerError
from werkzeug.serving import WSGIRequestHandler
from werkzeug.test import run_wsgi_app


class QuietHandler(WSGIRequestHandler):
    """Logs nothing of requests that went well."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


class AwsHandler(QuietHandler):
    """Keeps connections open, as AWS does, where Werkzeug's own closes each: a blog asks AWS many times, and
    connecting takes a third of a request's time."""

    def run_wsgi(self) -> None:
        """Answers one request: its body is read whole, so that the next one is found behind it."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ = self.make_environ()
        if environ.get("wsgi.input_terminated"):  # it comes in chunks
            self.close_connection = True
        else:
            length = int(self.headers.get("Content-Length") or 0)
            environ["wsgi.input"] = BytesIO(self.rfile.read(length))
        try:
            chunks, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        except Exception as error:
            self.server.log("error", "the local AWS failed: %r", error)
            chunks, status, headers = run_wsgi_app(InternalServerError(), environ, buffered=True)
        body = b"".join(chunks)
        code, _, reason = status.partition(" ")
        if code not in ("204", "304"):
            headers.setdefault("Content-Length", str(len(body)))
        self.send_response_only(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
