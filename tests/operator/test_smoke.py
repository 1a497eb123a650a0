"""The smoke test of a public address: it finds each thing that can be wrong."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from billet.local.aws_handler import QuietHandler
from billet.operator.checks import smoke
from chalicelib.version import deployed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOME = '<link rel="stylesheet" href="/api/static/s.css"><a href="/api/articles/a">A</a>'


@dataclass
class Site:
    """A site that is well until a test changes it."""

    policy: str = "default-src 'none'; style-src 'self'"
    compresses: bool = True
    home: bytes = HOME.encode()
    statuses: dict[str, int] = field(default_factory=dict)
    health: Any = None
    breaks_off: str = ""
    address: str = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        path = request.path.removeprefix("/api")
        if path == self.breaks_off:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return self._answer(path, request)(environ, start_response)

    def _answer(self, path: str, request: Request) -> Response:
        known = {"/": self.home, "/static/s.css": b"", "/articles/a": b"A", "/favicon.ico": b"\x00"}
        if path == "/health":
            age = {"age_seconds": 7}
            health = self.health or {
                "version": deployed(),
                "status": "ok",
                "index": age,
                "sqlite": "3.40.1",
                "search": False,
            }
            return Response(health if isinstance(health, str) else json.dumps(health))
        status = self.statuses.get(f"{request.method} {path}") or self.statuses.get(path)
        response = Response(known.get(path, b""), status or (200 if path in known else 404))
        if self.policy:
            response.headers["Content-Security-Policy"] = self.policy
        if self.compresses and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.data = gzip.compress(response.data)
            response.headers["Content-Encoding"] = "gzip"
        return response

    @property
    def ill(self) -> dict[str, str]:
        """Returns the states of what the smoke test finds wrong, by name."""
        return {f.what: f.state for f in smoke.examine(self.address, "blue") if not f.well}


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    server = make_server("127.0.0.1", 0, site, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}/api"
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_site_that_is_well_is_looked_at_all_round(site: Site) -> None:
    findings = {finding.what: finding for finding in smoke.examine(site.address, "blue")}
    assert all(finding.well for finding in findings.values())
    assert list(findings) == [
        "home page",
        "Content-Security-Policy",
        "Content-Encoding",
        "stylesheet",
        "first article",
        "icon, which is binary",
        "page that is not there",
        "home page by HEAD",
        "health",
        "SQLite of the functions",
    ]
    assert "no search, for want of FTS5" in findings["SQLite of the functions"].state
    assert findings["health"].state == f"version {deployed()}, index 7 seconds old"


def test_a_slash_at_the_end_of_the_address_is_the_same_address(site: Site) -> None:
    site.address += "/"
    assert site.ill == {}


@pytest.mark.parametrize(("policy", "state"), [("", "none"), ("default-src *", "default-src *")])
def test_a_page_without_a_strict_content_security_policy(site: Site, policy: str, state: str) -> None:
    site.policy = policy
    assert site.ill == {"Content-Security-Policy": state}


def test_a_page_that_is_not_compressed(site: Site) -> None:
    site.compresses = False
    assert site.ill == {"Content-Encoding": "none"}


@pytest.mark.parametrize(
    ("path", "status", "what", "state"),
    [
        ("/nowhere/at/all", 200, "page that is not there", "200 where 404 was expected"),
        ("/static/s.css", 403, "stylesheet", "403 where 200 was expected"),
        ("/articles/a", 500, "first article", "500 where 200 was expected"),
        ("/favicon.ico", 502, "icon, which is binary", "502 where 200 was expected"),
        ("HEAD /", 405, "home page by HEAD", "405 where 200 was expected"),
    ],
)
def test_an_answer_with_another_status(site: Site, path: str, status: int, what: str, state: str) -> None:
    site.statuses[path] = status
    assert site.ill == {what: state}


def test_without_a_home_page_nothing_else_is_asked(site: Site) -> None:
    site.statuses["/"] = 503
    (finding,) = smoke.examine(site.address, "blue")
    assert (finding.what, finding.state) == ("home page", "503 where 200 was expected")
    assert "billet logs --stage blue --errors" in finding.remedy


NOT_BILLETS = {"health": "status 200, and not what Billet says"}


@pytest.mark.parametrize(
    ("health", "ill"),
    [
        (
            {"version": "0.0.1+0", "status": "ok", "index": {"age_seconds": 7}},
            {"version": f"0.0.1+0 answers, {deployed()} is here"},
        ),
        ({"version": deployed(), "status": "late", "index": {"age_seconds": 4000}}, {"health": "late"}),
        *((text, NOT_BILLETS) for text in ("<html>", "[]", "null", "1", '{"version": "x"}')),
    ],
)
def test_a_health_that_is_of_another_version_late_or_not_billets(
    site: Site, health: Any, ill: dict[str, str]
) -> None:
    site.health = health
    assert site.ill == ill


def test_a_home_page_that_is_not_billets(site: Site) -> None:
    site.home = b"\xff\xfe"
    assert site.ill == {}, "it has no stylesheet to be followed, and is no text"


def test_an_address_where_nobody_is() -> None:
    (finding,) = smoke.examine("http://127.0.0.1:1", "blue")
    assert "cannot be reached" in finding.state
    assert "DNS" in finding.remedy
    assert "billet logs --stage blue --errors" in finding.remedy


@pytest.mark.parametrize("path", ["/favicon.ico", "/health"])
def test_an_answer_that_is_broken_off_ends_the_look_without_a_traceback(site: Site, path: str) -> None:
    site.breaks_off = path
    assert "cannot be reached" in site.ill["address"]
