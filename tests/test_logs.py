"""What an operator reads of a running function, and what must never be read there."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from botocore.exceptions import EndpointConnectionError, ParamValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from billet.local.event_bus import batch, object_event
from billet.local.gateway import RUN_SECONDS, Context, Match, match, rest_event
from chalicelib import events, invocation, logs
from chalicelib.content.slug import slugify
from chalicelib.errors import ConfigurationError, NotFound, Unavailable
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock, Reader

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
FUNCTION = "billet-prod"
Line = dict[str, Any]


class Printed:
    """What a function wrote on standard output since the last look."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def text(self) -> str:
        out, err = self._capture.readouterr()
        assert err == ""
        return out

    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.text().splitlines()]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Iterator[Printed]:
    """The process as a Lambda function would have it: the runtime's own handler at the root."""
    log, http, root = logging.getLogger("billet"), logging.getLogger("urllib3"), logging.getLogger()
    runtime = logging.StreamHandler(io.StringIO())
    levels, handlers, propagate = (log.level, http.level), log.handlers[:], log.propagate
    root.addHandler(runtime)
    logs.set_up({"AWS_LAMBDA_FUNCTION_NAME": FUNCTION})
    yield Printed(capsys)
    assert runtime.stream.getvalue() == "", "a line went to the runtime's handler as well"
    root.removeHandler(runtime)
    log.handlers[:], log.propagate = handlers, propagate
    log.setLevel(levels[0])
    http.setLevel(levels[1])


@pytest.fixture
def article(author: Author) -> str:
    """The address of a published article."""
    author.publishes(a=ARTICLE)
    return "/articles/a"


def unreachable(blog: Services, service: str = "dynamodb") -> None:
    """From now on every call to a service ends as when nobody answers, with the address in the message."""

    def fail(request: Any, **_: Any) -> None:
        raise EndpointConnectionError(endpoint_url=request.url)

    client = blog.bucket._client if service == "s3" else blog.comments._client
    client.meta.events.register("before-send", fail)


def formatted(error: BaseException) -> str:
    """The line of an error."""
    record = logging.LogRecord("b", 40, "f", 1, "failed", None, (type(error), error, error.__traceback__))
    return logs.JsonFormatter(FUNCTION).format(record)


# The request line


def test_a_request_is_one_line_of_json(reader: Reader, article: str, printed: Printed, calls: Calls) -> None:
    reader.asks("/contact")  # reads the secret, which `calls` does not count
    printed.text()
    calls.take()
    page = reader.asks(article)
    (line,) = printed.lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert line["level"] == "INFO"
    assert (line["route"], line["method"], line["status"]) == ("/articles/{slug}", "GET", 200)
    assert line["bytes"] == len(page.body)
    assert 0 < line["ms"] < 60_000
    assert (line["cache"], line["aws_calls"], line["aws_failed"]) == ("miss", len(calls.take()), [])
    assert len(line["request_id"]) == len(line["function_request_id"]) == 36
    assert line["request_id"] != line["function_request_id"]
    assert (line["slug"], line["client"], line["referrer"]) == ("a", "robot", "")
    reader.asks(article, x_billet_counted="edge")
    assert "client" not in printed.lines()[-1], "the CDN counts it"


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("/pages/p", "/pages/{slug}"),
        ("/media/deep/a.png", "/media/{proxy+}"),
        ("/no/such/thing", "/{proxy+}"),
        ("/static/style.css", "/static/{name}"),
    ],
)
def test_a_route_is_logged_and_never_the_path(
    reader: Reader, printed: Printed, path: str, route: str
) -> None:
    answer = reader.asks(path)
    line = printed.lines()[-1]
    assert (line["route"], line["status"]) == (route, answer.status)


def test_the_cache_is_hit_checked_or_missed(
    reader: Reader, article: str, printed: Printed, clock: FrozenClock
) -> None:
    reader.asks(article)
    reader.asks(article)
    clock.advance(minutes=2)
    reader.asks(article)
    requests = [line for line in printed.lines() if "route" in line]
    assert [line["cache"] for line in requests] == ["miss", "hit", "checked"]
    assert [line["aws_calls"] > 0 for line in requests] == [True, False, True]


def test_a_page_sent_in_spite_of_aws_counts_as_a_failure(
    reader: Reader, article: str, blog: Services, printed: Printed, clock: FrozenClock
) -> None:
    reader.asks(article)
    clock.advance(minutes=2)
    unreachable(blog)
    printed.text()
    assert reader.asks(article).status == 200
    failure, request = printed.lines()
    assert failure["message"] == "serving the last good comments: Unavailable (EndpointConnectionError)"
    assert failure["level"] == "ERROR"
    assert failure["request_id"] == request["request_id"]
    assert (request["aws_failed"], request["Failures"]) == (["Query"], 1)


def test_what_is_missing_unchanged_or_already_there_is_an_answer_of_aws_and_no_failure(
    reader: Reader, article: str, printed: Printed, clock: FrozenClock
) -> None:
    reader.asks("/media/none.png")
    form = reader.asks(article).fields
    for _ in range(2):  # the second finds the comment stored
        reader.sends(f"{article}/comments", **{**form, "name": "N", "text": "T"})
    clock.advance(minutes=2)
    reader.asks(article)  # a conditional GET ends in 304
    requests = [line for line in printed.lines() if "route" in line]
    assert [line["aws_failed"] for line in requests] == [[]] * 5
    # A bucket that is neither full nor empty takes two updates, the first of which meets a condition.
    assert [line["aws_calls"] for line in requests][-3:] == [4, 8, 2]


def test_only_the_first_request_of_an_instance_is_cold(
    reader: Reader, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invocation, "_FIRST", iter((True,)))
    for _ in range(3):
        reader.asks("/robots.txt")
    assert [line["cold"] for line in printed.lines()] == [True, False, False]


def test_one_id_is_logged_where_there_is_but_one(chalice_app: Any, blog: Services, printed: Printed) -> None:
    event = rest_event("GET", "/robots.txt", Match("/robots.txt", {}))
    chalice_app(event, Context(aws_request_id=event["requestContext"]["requestId"]))
    chalice_app(event, None)
    for line in printed.lines():
        assert line["request_id"] == event["requestContext"]["requestId"]
        assert line.get("function_request_id", "") == ""


# What goes wrong


def test_a_defect_is_one_line_with_its_traceback_and_the_id_on_the_page(
    reader: Reader, article: str, printed: Printed, mocker: MockerFixture
) -> None:
    mocker.patch("chalicelib.web.articles.article_page", side_effect=RuntimeError("a defect"))
    printed.text()
    page = reader.asks(article)
    defect, request = printed.lines()
    assert defect["level"] == "ERROR"
    assert defect["message"] == "Caught exception for path /articles/{slug}"
    assert defect["traceback"].startswith("Traceback (most recent call last):\n")
    assert "chalicelib/web/articles.py" in defect["traceback"]
    assert defect["traceback"].endswith("RuntimeError\n")
    assert (request["status"], request["Failures"]) == (500, 1)
    assert defect["request_id"] == request["request_id"] == page.headers["x-request-id"]


def test_a_failure_of_the_middleware_itself_is_logged_as_a_500(
    reader: Reader, printed: Printed, mocker: MockerFixture
) -> None:
    mocker.patch("chalicelib.web.middleware._answer", side_effect=RuntimeError("a defect"))
    assert reader.asks("/robots.txt").status == 500
    request, defect = printed.lines()
    assert (request["status"], request["bytes"]) == (500, 0)
    assert "RuntimeError" in defect["traceback"]
    assert defect["request_id"] == request["request_id"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Si vous nous écrivez à ce sujet, merci d’indiquer ce numéro : "),
        ("en", "If you write to us about it, please quote this number: "),
    ],
)
@pytest.mark.parametrize("error", [Unavailable("S3"), RuntimeError("a defect")])
def test_a_page_of_a_failure_shows_the_number_to_quote(
    reader: Reader,
    author: Author,
    mocker: MockerFixture,
    language: str,
    sentence: str,
    error: Exception,
) -> None:
    author.publishes(a=ARTICLE, site=f'language = "{language}"')
    reader.asks("/")
    mocker.patch("chalicelib.web.articles.article_page", side_effect=error)
    page = reader.asks("/articles/a")
    assert page.status == (503 if isinstance(error, Unavailable) else 500)
    assert sentence + page.headers["x-request-id"] in page.words
    assert page.headers["cache-control"] == "no-store"


def test_a_page_of_the_readers_own_error_shows_no_number(reader: Reader) -> None:
    page = reader.asks("/nowhere")
    assert page.status == 404
    assert "x-request-id" not in page.headers
    assert "numéro" not in page.words


def test_a_form_given_back_because_a_table_failed_has_the_number_in_its_headers(
    reader: Reader, article: str, blog: Services, printed: Printed
) -> None:
    form = reader.asks(article).fields
    unreachable(blog)
    printed.text()
    page = reader.sends(f"{article}/comments", **{**form, "name": "N", "text": "T"})
    assert page.status == 503
    assert {line["request_id"] for line in printed.lines()} == {page.headers["x-request-id"]}


def test_a_setting_that_is_wrong_is_named(reader: Reader, printed: Printed, mocker: MockerFixture) -> None:
    error = ConfigurationError("BILLET_BUCKET is not set")
    mocker.patch("chalicelib.web.home.page_context", side_effect=error)
    reader.asks("/")
    assert "ConfigurationError (BILLET_BUCKET is not set)" in printed.lines()[0]["traceback"]


# Nobody can be known by it

SENT = ("slug", "name", "mail", "subject", "text", "query", "agent", "referrer", "cookie", "address", "token")


class Stranger:
    """Sends a mark of its own in each part of a request, and knows them again however they are written."""

    def __init__(self) -> None:
        self.mark = {part: f"Zq{number:02}{part}é" for number, part in enumerate(SENT)}

    def asks(self, reader: Reader, path: str, form: str = "") -> None:
        """A GET, or a POST where a form is sent."""
        resource = match(reader.app.routes, path)  # type: ignore[attr-defined]  # it is a Chalice app
        assert resource
        headers = {
            "Accept": "*/*",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": self.mark["agent"],
            "Referer": f"https://example.org/{self.mark['referrer']}",
            "Cookie": f"a={self.mark['cookie']}",
            "X-Forwarded-For": self.mark["address"],
        }
        event = rest_event(
            "POST" if form else "GET",
            path,
            resource,
            query=f"q={quote(self.mark['query'])}",
            headers=headers.items(),
            body=form.encode(),
            source_ip=self.mark["address"],
        )
        reader.app(event, Context())

    def form(self, token: str) -> str:
        mark = {**self.mark, "token": token}
        mark["email"] = f"{mark['mail']}@example.org".replace("é", "e")
        return urlencode({name: mark[name] for name in ("token", "name", "email", "subject", "text")})

    def is_known_by(self, text: str) -> set[str]:
        """The parts whose mark, its ASCII beginning, is somewhere in a text."""
        return {part for part, mark in self.mark.items() if mark.rstrip("é").lower() in text.lower()}


def break_down(blog: Services, mocker: MockerFixture, fault: str) -> None:
    """Lets something fail in words that quote what it was given."""

    def deny(model: Any, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        message = f"not authorized on {params['url']} {params['body']!r}"
        return mocker.Mock(status_code=403), {"Error": {"Code": "AccessDenied", "Message": message}}

    def refuse(params: dict[str, Any], **_: Any) -> None:
        raise ParamValidationError(report=repr(params))

    clients = blog.bucket._client, blog.comments._client
    if fault == "defect":
        mocker.patch("chalicelib.web.form.fresh", side_effect=lambda *given: int(repr(given)))
    elif fault in ("s3", "dynamodb"):
        unreachable(blog, fault)
    elif fault == "denied":
        for client in clients:
            client.meta.events.register("before-call", deny)  # type: ignore[arg-type]  # its answer is taken
    elif fault == "invalid":
        for client in clients:
            client.meta.events.register("provide-client-params", refuse)


@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize("fault", ["none", "defect", "s3", "dynamodb", "denied", "invalid"])
def test_no_line_holds_anything_of_what_was_sent(
    reader: Reader,
    author: Author,
    blog: Services,
    printed: Printed,
    mocker: MockerFixture,
    clock: FrozenClock,
    fault: str,
    warm: bool,
) -> None:
    stranger = Stranger()
    slug = stranger.mark["slug"]
    author.uploads(f"articles/{slug}.md", ARTICLE)
    author.uploads(f"pages/{slug}.md", ARTICLE)
    author.uploads(f"media/{slug}.bin", b"x" * 5_000_000)
    author.reconciles()
    token = reader.asks("/contact").fields["token"]
    address = f"/articles/{slugify(slug)}"
    comment_token = reader.asks(address).fields["token"] if warm else stranger.mark["token"]
    clock.advance(minutes=2)
    printed.text()
    break_down(blog, mocker, fault)
    paths = [address, f"/pages/{slugify(slug)}", f"/media/{quote(slug)}.bin", "/", "/health", "/contact"]
    paths += [f"{path}/{quote(slug)}" for path in ("/articles", "/pages", "/static", "/media", "/page")]
    for path in paths:
        stranger.asks(reader, path)
    stranger.asks(reader, f"{address}/comments", stranger.form(comment_token))
    stranger.asks(reader, "/contact", stranger.form(token))
    stranger.asks(reader, "/contact", stranger.form(stranger.mark["token"]))
    stranger.asks(reader, "/contact", "&".join([stranger.mark["text"]] * 99))
    text = printed.text()
    # The slug of what exists, and was read, is no secret.
    assert stranger.is_known_by(re.sub(r'"slug":"[^"]*"', "", text)) == set()
    assert text.count('"route"') == len(paths) + 4
    if fault not in ("none", "dynamodb"):
        assert '"ERROR"' in text, "the fault was not met"


def test_the_mark_of_a_stranger_would_be_found() -> None:
    stranger = Stranger()
    text = " ".join([*stranger.mark.values(), quote(stranger.mark["slug"]), json.dumps(stranger.mark)])
    assert stranger.is_known_by(text) == set(SENT)


def test_a_refused_file_is_named_and_not_quoted(author: Author, blog: Services, printed: Printed) -> None:
    author.uploads("site.toml", '[contact]\nemail = "camille at example"\n')
    events.on_upload(batch(object_event("Object Created", blog.settings.bucket, "site.toml")), Context())
    text = printed.text()
    assert "not published: site.toml, line 2" in text
    assert "camille" not in text


# The metrics


def check_metrics(line: Line, units: dict[str, str]) -> None:
    """The embedded metric format's rules, of those that can apply (Amazon CloudWatch user guide)."""
    assert len(json.dumps(line)) < 256 * 1024
    assert line["Function"] == FUNCTION
    assert set(line["_aws"]) == {"Timestamp", "CloudWatchMetrics"}
    assert 1_500_000_000_000 < line["_aws"]["Timestamp"] < 4_000_000_000_000, "milliseconds since 1970"
    metrics = [{"Name": name, "Unit": unit} for name, unit in units.items()]
    directive = {"Namespace": "Billet", "Dimensions": [["Function"]], "Metrics": metrics}
    assert line["_aws"]["CloudWatchMetrics"] == [directive]
    assert {type(line[name]) for name in units} <= {int, float}


def test_a_request_line_is_a_metric_as_cloudwatch_wants_it(reader: Reader, printed: Printed) -> None:
    reader.asks("/")
    (line,) = printed.lines()
    check_metrics(line, {"Milliseconds": "Milliseconds", "AwsCalls": "Count", "Failures": "Count"})
    assert (line["AwsCalls"], line["Failures"]) == (line["aws_calls"], 0)


@pytest.mark.parametrize("handler", ["on_upload", "on_schedule"])
def test_a_run_is_one_line_of_metrics(author: Author, blog: Services, printed: Printed, handler: str) -> None:
    author.uploads("articles/a.md", ARTICLE)
    author.uploads("articles/b.md", "---\ntitle: A\n")
    upload = batch(object_event("Object Created", blog.settings.bucket, "articles/a.md"))
    event = upload if handler == "on_upload" else object_event("Scheduled Event", "", "")
    context = Context(seconds=RUN_SECONDS)
    getattr(events, handler)(event, context)
    lines = printed.lines()
    assert {line["request_id"] for line in lines} == {context.aws_request_id}
    (line,) = [line for line in lines if "_aws" in line]
    check_metrics(line, {"Reconciled": "Count", "Published": "Count", "Refused": "Count"})
    assert (line["Reconciled"], line["Published"], line["Refused"]) == (1, 1, 1)
    assert line["generation"] == 1
    assert line["ms"] > 0
    assert line["aws_calls"] > 3


def test_a_run_that_fails_is_logged_and_is_not_counted_as_one(
    blog: Services, printed: Printed, mocker: MockerFixture
) -> None:
    unreachable(blog, "s3")
    with pytest.raises(Unavailable):
        events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    (line,) = printed.lines()
    assert (line["level"], line["message"]) == ("ERROR", "the run failed")
    assert "Unavailable (EndpointConnectionError)" in line["traceback"]
    assert "Reconciled" not in line


# Lines


@given(st.text())
def test_any_text_is_one_line_that_can_be_read_back(text: str) -> None:
    record = logging.LogRecord("billet", logging.INFO, "f", 1, "%s", (text,), None)
    line = logs.JsonFormatter(FUNCTION).format(record)
    assert re.fullmatch(r"[ -~]+", line)
    assert json.loads(line)["message"] == text


def test_each_cause_of_a_failure_is_named_and_no_message() -> None:
    def fail() -> None:
        try:
            raise KeyError("Léa")
        except KeyError as error:
            raise NotFound("comment of Léa", log_summary="GetItem: NoSuchKey") from error

    with pytest.raises(NotFound) as caught:
        fail()
    text = json.loads(formatted(caught.value))["traceback"]
    assert text.index("KeyError\n") < text.index("which led to") < text.index("NotFound (GetItem: NoSuchKey)")
    assert "Léa" not in re.sub(r"^    .*", "", text, flags=re.MULTILINE), "outside of lines of code"


def test_a_failure_without_an_end_is_still_a_line_cloudwatch_takes() -> None:
    def first() -> None:
        second()

    def second() -> None:
        first()

    with pytest.raises(RecursionError) as caught:
        first()
    assert len(formatted(caught.value)) < 20_000


def test_set_up_twice_writes_once(printed: Printed) -> None:
    logs.set_up({"AWS_LAMBDA_FUNCTION_NAME": FUNCTION})
    logging.getLogger("billet").warning("here")
    assert [line["message"] for line in printed.lines()] == ["here"]


def test_what_the_http_library_says_of_addresses_is_not_logged(printed: Printed) -> None:
    logging.getLogger("urllib3.connectionpool").warning("Failed to parse headers (url=%s)", "/a/b.md")
    assert printed.text() == ""


def test_outside_of_lambda_nothing_is_set_up_and_no_request_is_logged(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers = logging.getLogger("billet").handlers[:]
    logs.set_up({})
    assert logging.getLogger("billet").handlers == handlers
    reader.asks("/")
    assert capsys.readouterr() == ("", "")


def test_requests_at_the_same_time_keep_their_ids_and_counts_apart(
    reader: Reader, article: str, printed: Printed, mocker: MockerFixture
) -> None:
    reader.asks(article)
    together = threading.Barrier(8)

    def fail(*_: Any) -> str:
        together.wait(20)
        raise RuntimeError("a defect")

    mocker.patch("chalicelib.web.comment_pages.article_page", side_effect=fail)
    printed.text()
    with ThreadPoolExecutor(8) as pool:  # an empty form is given back on a page that no cache has
        pages = list(pool.map(lambda _: reader.sends(f"{article}/comments"), range(8)))
    ids = [page.headers["x-request-id"] for page in pages]
    assert len(set(ids)) == 8
    lines = printed.lines()
    for request_id in ids:
        defect, request = (line for line in lines if line["request_id"] == request_id)
        assert "traceback" in defect
        assert (request["status"], request["aws_calls"]) == (500, 0)
