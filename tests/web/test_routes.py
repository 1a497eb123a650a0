"""What API Gateway asks of the routes, and Chalice does not check."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from math import inf
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from billet.project import ROOT
from chalicelib import logs
from chalicelib.publishing.search_documents import update_search
from chalicelib.web.request import LONGEST_PARAMETER
from chalicelib.web.routes import FORM_VIEWS, VIEWS, view_of
from chalicelib.web.routing import METHODS
from chalicelib.web.urls import FORM_PATHS, PATHS
from tests.conftest import Author, Calls, Reader


def test_every_address_the_site_makes_has_a_route(chalice_app: Any) -> None:
    assert set(PATHS.values()) <= set(chalice_app.routes)
    assert VIEWS.keys() == PATHS.keys()
    assert {PATHS[name] for name in FORM_VIEWS} == FORM_PATHS


@pytest.mark.parametrize("view", sorted({*FORM_VIEWS.values(), *(view for view, *_ in VIEWS.values())}))
def test_every_view_that_is_imported_late_exists(view: str) -> None:
    assert callable(view_of(view))


def test_every_route_answers_every_method(chalice_app: Any) -> None:
    for path, methods in chalice_app.routes.items():
        assert set(methods) == set(METHODS), path


def test_every_step_on_the_way_to_a_route_answers_for_itself(chalice_app: Any) -> None:
    for path in chalice_app.routes:
        steps = path.split("/")
        assert {"/".join(steps[:depth]) for depth in range(2, len(steps))} <= set(chalice_app.routes), path


def test_variables_below_one_parent_have_one_name(chalice_app: Any) -> None:
    children: dict[str, set[str]] = {}
    for path in chalice_app.routes:
        parts = path.split("/")
        for depth, part in enumerate(parts):
            if part.startswith("{") and not part.endswith("+}"):
                children.setdefault("/".join(parts[:depth]), set()).add(part)
    assert all(len(names) == 1 for names in children.values()), children


def test_any_type_may_travel_as_bytes(chalice_app: Any) -> None:
    assert chalice_app.api.binary_types == ["*/*"]


def test_the_functions_are_deployed_under_the_names_of_their_modules(chalice_app: Any) -> None:
    assert {source.handler_string for source in chalice_app.event_sources} == {
        "chalicelib.events.on_upload",
        "chalicelib.events.on_schedule",
        "chalicelib.events.on_minute",
    }


SITE = 'title = "Blog"\nlanguage = "en"\npage_size = 1\n[contact]\nemail = "me@example.org"\n'
ARTICLE = (
    "---\ntitle: An article\ndate: 2026-01-{day}\ntags: [été]\ncategory: c\nseries: s\n"
    "aliases: [/old/address]\n---\nSome text.\n"
)

SENT = "qzx"
"""Stands in all that is hostile, and in no line of a log."""

# What stands in an address of the published blog, and what anyone may write in its place.
known_words = st.sampled_from(["a1", "p", "été", "c", "s", "1", "2", "9999", "2026", "style.css", "a.png"])
any_words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(SENT.__add__)
hostile_segments = st.sampled_from(
    [
        *("%", "%zz", "%00", ".", "..", "%2e%2e%2fa", "..%5ca", "%c0%ae", "%ED%A0%80", "\ud800", "%25%32%46"),
        *(
            "a" * 5_000,
            "e%CC%81" * 1_000,
            "old%2Faddress",
            "a%0d%0aX-Y:%20z",
            "%F0%9F%98",
            "{slug}",
            "%7Bproxy+%7D",
        ),
        *(
            "_sizes%2F_beside%2Fa.png%2F0-1.webp",
            "a1%3F",
            "e%CC%81te",
            "%u00e9",
            "a1;v=1",
            "%E2%80%AE",
            "\u0130",
        ),
    ]
).map(SENT.__add__)
segments = (
    (known_words | any_words).map(lambda text: quote(text, safe=""))
    | st.binary(min_size=1).map(lambda data: quote(SENT.encode() + data, safe=""))
    | hostile_segments
)
raw_paths = st.lists(segments | st.just(""), max_size=6).map(lambda parts: "/" + "/".join(parts))
query_fields = st.tuples(st.just("page"), st.integers(0, 3)) | st.tuples(
    st.sampled_from(["q", "tag", "from", "to", "page", "other"]), known_words | any_words
)
queries = st.lists(query_fields, max_size=3).map(urlencode) | st.text(st.characters(codec="ascii"))
header_values = st.text(st.characters()).map(SENT.__add__)
_HEADERS = {
    "If_None_Match": st.sampled_from(["*", 'W/"a", "b"', ",,", '"']),
    "If_Modified_Since": st.just("Wed, 21 Oct 2015 07:28:00 GMT"),
    "If_Range": st.sampled_from(['"a"', 'W/"a"']),
    "Range": st.sampled_from(["bytes=0-", "bytes=-0", "bytes=9-", "bytes=0-0,1-1", f"bytes={9**30}-{9**31}"]),
    "Accept_Encoding": st.sampled_from(["gzip", "gzip;q=0", ";;,,="]),
    "Accept": st.sampled_from(["*/*", "text/html;q=0", ""]),
    "X_Billet_Prefix": st.sampled_from(["none", "NONE", "/api"]),
    **dict.fromkeys(
        ("Cookie", "Host", "Origin", "Referer", "Sec_Fetch_Site", "User_Agent", "X_Forwarded_For"),
        st.just(""),
    ),
    **dict.fromkeys(("Accept_Language", "Content_Type", "CloudFront_Viewer_Address"), st.just("x")),
}
headers = st.fixed_dictionaries(
    {}, optional={name: values | header_values for name, values in _HEADERS.items()}
)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What functions have logged."""
    written: list[str] = []
    handler, formatter = logging.Handler(), logs.JsonFormatter("billet")
    handler.emit = lambda record: written.append(formatter.format(record))  # type: ignore[method-assign]
    root, ours = logging.getLogger(), logging.getLogger("billet")
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield written
    ours.setLevel(logging.NOTSET)
    root.removeHandler(handler)


@pytest.fixture(params=["published", "empty"])
def _any_blog(request: pytest.FixtureRequest, author: Author) -> None:
    if request.param == "published":
        author.uploads("pages/p.md", "---\ntitle: P\n---\nText.\n")
        author.uploads("media/a.png", b"x")
        author.publishes(site=SITE, a1=ARTICLE.format(day="01"), a2=ARTICLE.format(day="02"))
        blog = author.blog
        assert update_search(blog.bucket, author.index, blog.render_worker, {}, lambda: inf)


@pytest.mark.usefixtures("_any_blog")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.sampled_from([*PATHS.values(), "/{proxy+}"])
    | st.just("/search")
    | raw_paths,  # search reads its query
    st.tuples(segments, segments),
    st.sampled_from(["GET", "HEAD"]),
    queries,
    headers,
    st.uuids().map(lambda stage: f"/{stage}"),  # so that no page is one that is cached already
)
@example("/search", ("", ""), "GET", "page=2", {}, "")
def test_no_address_that_anyone_may_ask_for_is_a_failure(
    reader: Reader,
    lines: list[str],
    route: str,
    values: tuple[str, str],
    method: str,
    query: str,
    sent: dict[str, Any],
    prefix: str,
) -> None:
    parts = iter(values)
    path = re.sub(r"\{.*?\}", lambda _: next(parts, "x"), route)
    answer = replace(reader, prefix=prefix).asks(path, method, query=query, **sent)
    allowed = {200, 206, 301, 302, 303, 304, 404, 410, 416} | ({503} if route == "/health" else set())
    assert answer.status in allowed, f"{path}?{query}"
    assert not any(SENT in line for line in lines)


def test_an_address_that_is_longer_than_any_is_looked_for_nowhere(
    reader: Reader, author: Author, calls: Calls
) -> None:
    author.publishes(a=ARTICLE)
    reader.asks("/")
    calls.take()
    for length, operations in ((LONGEST_PARAMETER, ["GetObject"]), (LONGEST_PARAMETER + 1, [])):
        assert reader.asks("/media/" + "a" * length).status == 404
        assert calls.take()[:1] == operations


def test_only_an_etag_is_handed_on_to_s3(reader: Reader, author: Author, calls: Calls) -> None:
    author.uploads("media/a.png", b"x")
    etag = reader.asks("/media/a.png").headers["etag"]
    calls.take()
    for held, status, operation in (
        (f'W/{etag}, "other"', 304, "conditional GetObject"),
        ('"\ud800"', 200, "GetObject"),
        ('"é", a\nb', 200, "GetObject"),
    ):
        assert reader.asks("/media/a.png", If_None_Match=held).status == status
        assert calls.take() == [operation]


ANSWERED_ONE_BY_ONE = {"if-none-match", "if-modified-since", "if-range", "range"}
"""Headers that caches know by themselves (RFC 9111, 4.3)."""


@pytest.mark.parametrize("path", ["/", "/articles/a1", "/feed.xml", "/search", "/nowhere", "/robots.txt"])
def test_each_header_that_changes_a_page_is_named_in_vary(reader: Reader, author: Author, path: str) -> None:
    author.publishes(a1=ARTICLE.format(day="01"))
    staged = replace(reader, prefix="/api")
    plain = staged.asks(path)
    # All that the code asks a request for.
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "chalicelib" / "web").glob("*.py"))
    names = set(re.findall(r'headers\.get\("([a-z-]+)"', code)) | {
        name.replace("_", "-").lower() for name in _HEADERS
    }
    assert {"accept-encoding", "x-billet-prefix", "sec-fetch-site"} <= names
    for name in names - ANSWERED_ONE_BY_ONE:
        for value in ("none", "gzip", "fr", "application/json", "x=1"):
            header: dict[str, Any] = {name.replace("-", "_"): value}
            other = staged.asks(path, **header)
            if (other.status, other.body) != (plain.status, plain.body):
                assert name in plain.headers["vary"].lower().split(", "), name
