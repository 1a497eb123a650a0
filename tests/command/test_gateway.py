"""The local API Gateway does what AWS's does."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chalice.app import Chalice, Request, Response
from werkzeug.test import Client, TestResponse

from billet.local.gateway import MAX_PAYLOAD, Gateway, Match, match
from chalicelib.web.request import current, enter

RESOURCES = ("/", "/a/{slug}", "/a/{slug}/b", "/a/fixed", "/media/{proxy+}", "/{proxy+}")


@pytest.mark.parametrize(
    ("path", "resource", "parameters"),
    [
        ("/", "/", {}),
        ("/a/x", "/a/{slug}", {"slug": "x"}),
        ("/a/x/", "/a/{slug}", {"slug": "x"}),
        ("/a/fixed", "/a/fixed", {}),
        ("/a/x/b", "/a/{slug}/b", {"slug": "x"}),
        ("/a/x/c", "/{proxy+}", {"proxy": "a/x/c"}),
        ("/media/x/y%20z.png", "/media/{proxy+}", {"proxy": "x/y%20z.png"}),
        ("/any/depth/at/all", "/{proxy+}", {"proxy": "any/depth/at/all"}),
    ],
)
def test_the_most_specific_route_is_chosen(path: str, resource: str, parameters: dict[str, str]) -> None:
    assert match(RESOURCES, path) == Match(resource, parameters)


@pytest.mark.parametrize(
    ("resources", "path"), [(RESOURCES, "/a"), (RESOURCES, "/media"), (("/{proxy+}",), "/")]
)
def test_a_proxy_takes_neither_the_parent_of_a_route_nor_the_root(
    resources: tuple[str, ...], path: str
) -> None:
    assert match(resources, path) is None


@pytest.fixture
def app() -> Chalice:
    app = Chalice("echo", configure_logs=False)
    app.api.binary_types = ["*/*"]

    def remember(request: Request, view: Any) -> Any:
        enter(request)
        return view(request)

    app.register_middleware(remember, "http")

    def echo(**parameters: str) -> Response:
        request = current()
        received = {
            "parameters": parameters,
            "query": dict(request.query_params or {}),
            "path": request.context["path"],
            "body": form.decode("latin-1") if isinstance(form := request.raw_body, bytes) else form,
            "header": request.headers.get("x-one"),
        }
        return Response(json.dumps(received).encode(), {"Content-Type": "application/json"})

    def large() -> Response:
        return Response(b"x" * MAX_PAYLOAD, {"Content-Type": "text/plain"})

    app.route("/echo/{name}", methods=["GET", "HEAD", "POST"], content_types=[])(echo)
    app.route("/large")(large)
    return app


class Browser(Client):
    """Names a type, as browsers do."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs["headers"] = {"Accept": "*/*", **(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)


def client(app: Chalice, prefix: str = "") -> Client:
    return Browser(Gateway(app, prefix))


def test_requests_reach_the_view_as_api_gateway_sends_them(app: Chalice) -> None:
    answer: TestResponse = client(app, "/api").get("/api/echo/a%2Fb?q=%C3%A9&q=2", headers={"X-One": "1"})
    assert answer.json == {
        "parameters": {"name": "a%2Fb"},
        "query": {"q": "2"},
        "path": "/api/echo/a%2Fb",
        "body": "",
        "header": "1",
    }


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("post/2005/03/12/Un", {"post/2005/03/12/Un": ""}),
        ("post%2F2005=", {"post/2005": ""}),
        ("a=b=c&d", {"a": "b=c", "d": ""}),
        ("a=1+2", {"a": "1 2"}),
        ("", {}),
    ],
)
def test_a_query_arrives_decoded_and_a_name_alone_has_no_value(
    app: Chalice, query: str, fields: dict[str, str]
) -> None:
    answer = client(app).get(f"/echo/x?{query}").json
    assert answer is not None
    assert answer["query"] == fields


def test_bodies_of_any_bytes_travel_both_ways(app: Chalice) -> None:
    body = bytes(range(256))
    answer = client(app).post("/echo/x", data=body)
    assert answer.json is not None
    assert answer.json["body"].encode("latin-1") == body


def test_head_has_no_body(app: Chalice) -> None:
    answer = client(app).head("/echo/x")
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/api/nowhere", 403, "Missing Authentication Token"),
        ("DELETE", "/api/echo/x", 403, "Missing Authentication Token"),
        ("GET", "/echo/x", 403, "Forbidden"),
        ("GET", "/apiecho/x", 403, "Forbidden"),
        ("GET", "/api/large", 502, "Internal server error"),
    ],
)
def test_requests_that_api_gateway_refuses_get_its_message(
    app: Chalice, method: str, path: str, status: int, message: str
) -> None:
    answer = client(app, "/api").open(path, method=method)
    assert (answer.status_code, answer.json) == (status, {"message": message})


def test_a_body_larger_than_lambda_takes_is_refused(app: Chalice) -> None:
    for size in (MAX_PAYLOAD + 1, MAX_PAYLOAD * 3 // 4 + 1):  # the second grows by base64
        assert client(app).post("/echo/x", data=b"x" * size).status_code == 413


def test_requests_at_the_same_time_do_not_see_each_other(app: Chalice) -> None:
    def ask(number: int) -> bool:
        answer = client(app).get(f"/echo/{number}?q={number}").json
        return answer is not None and answer["parameters"]["name"] == answer["query"]["q"] == str(number)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(200)))
