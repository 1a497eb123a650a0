"""One local AWS for all tests, and a new blog for each test."""

from __future__ import annotations

import base64
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import settings
from pytest_mock import MockerFixture

from billet.local import local_aws
from billet.local.gateway import Context, match, rest_event
from billet.local.mailbox import AUTHOR, SENDER, VARIABLES, Mailbox
from billet.project import ROOT
from chalicelib import services as wiring
from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile
from chalicelib.content.receipt import Receipt
from chalicelib.index.file import IndexFile
from chalicelib.index.storage import INDEX_KEY, load
from chalicelib.index.writer import IndexWriter
from chalicelib.publishing import reconcile
from chalicelib.services import Services
from tests import dynamodb_local
from tests.model_blog import model_blog

# What commands say is in English, whatever the locale of who runs the tests.
os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="")

# No test is timed; and CI tries the same examples each time, so that what it says is about the change.
settings.register_profile("billet", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("billet")

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class FrozenClock:
    """A clock that only a test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@contextmanager
def running_aws() -> Iterator[local_aws.LocalAws]:
    """Runs the local AWS over HTTP, as `make serve` starts it."""
    local = local_aws.LocalAws()
    local.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy", "AWS_PROFILE", "AWS_ENDPOINT_URL", *local_aws.LOCAL):
            patch.setenv(name, "")
        local_aws.use_endpoint(local.endpoint)
        yield local
    local.stop()


@pytest.fixture(scope="session")
def aws() -> Iterator[local_aws.LocalAws]:
    with running_aws() as local:
        yield local


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@contextmanager
def make_blog(clock: FrozenClock) -> Iterator[Services]:
    """Makes a blog of its own; tests that only read may share it with their whole module."""
    environment = model_blog(os.environ["AWS_ENDPOINT_URL"]).copy()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**environment, "BILLET_BASE_URL": "https://blog.example.org"}.items():
            patch.setenv(name, value)
        if endpoint := os.environ.get(dynamodb_local.ENDPOINT, ""):
            patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
        wiring.services.cache_clear()
        services = wiring.services()
        services.clock = clock
        yield services
        wiring.services.cache_clear()


@pytest.fixture
def blog(aws: local_aws.LocalAws, clock: FrozenClock) -> Iterator[Services]:
    with make_blog(clock) as services:
        yield services


@pytest.fixture
def mailbox(blog: Services, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """What the blog sends by SES, to its author and to readers."""
    local_aws.verify(SENDER)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    blog.settings = replace(blog.settings, sender=SENDER, author_email=AUTHOR)
    return Mailbox()


@pytest.fixture
def author(blog: Services) -> Author:
    return Author(blog)


@dataclass
class Author:
    """Uploads files and reconciles the index."""

    blog: Services

    @property
    def index(self) -> IndexFile:
        """The index as readers load it."""
        return load(self.blog.bucket)

    def writes(
        self,
        *articles: Article,
        media: Mapping[str, MediaFile] | None = None,
        former_paths: Mapping[str, str] | None = None,
    ) -> None:
        """Writes rows into the index without publishing: thousands of articles, and data that no file has."""
        fetched = self.blog.bucket.fetch(INDEX_KEY)
        assert fetched is not None
        writer = IndexWriter.of(fetched.data)
        with writer.transaction():
            for article in articles:
                writer.write_article(article, writer.index.site.zone)
            for key, medium in (media or {}).items():
                writer.write_medium(key, medium)
            for path, article_id in (former_paths or {}).items():
                writer.write_former_path(path, article_id)
        self.blog.bucket.write(INDEX_KEY, writer.packed())

    def restarts(self) -> None:
        """Empties the caches of the blog, as in a new instance."""
        for name in ("index_cache", "snapshot_cache", "html_cache", "comment_cache"):
            vars(self.blog).pop(name, None)

    def uploads(self, key: str, text: str | bytes) -> None:
        """Uploads a file without reconciling the index."""
        data = text.encode() if isinstance(text, str) else text
        self.blog.bucket.write(key, data, content_type="text/plain")

    def deletes(self, key: str) -> None:
        self.blog.bucket.delete(key)

    def publishes(self, **files: str) -> dict[str, Receipt]:
        """Uploads articles by name, and the settings as `site`; returns the receipts by key."""
        for name, text in files.items():
            self.uploads("site.toml" if name == "site" else f"articles/{name.replace('_', '-')}.md", text)
        return self.reconciles()

    def reconciles(self) -> dict[str, Receipt]:
        report = reconcile(self.blog.bucket, self.blog.clock, self.blog.render_worker)
        return {receipt.key: receipt for receipt in report.receipts}


@dataclass(frozen=True)
class Answer:
    """A response of API Gateway."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """The text without tags, each run of white space as one space."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).split())

    @property
    def fields(self) -> dict[str, str]:
        """The values of the form's fields by name, as a browser would send them."""
        return _Fields.of(self.text)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._textarea = ""

    @classmethod
    def of(cls, html: str) -> dict[str, str]:
        parser = cls()
        parser.feed(html)
        return parser.values

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("input", "textarea") and "name" in attributes:
            self.values[attributes["name"]] = attributes.get("value", "")
            self._textarea = attributes["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""


@dataclass
class Reader:
    """A browser without JavaScript, in front of API Gateway."""

    app: Callable[[dict[str, Any], Any], dict[str, Any]]
    prefix: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html,*/*;q=0.8"})
    address: str = "192.0.2.1"

    def asks(
        self, path: str, method: str = "GET", body: bytes = b"", query: str = "", **headers: str
    ) -> Answer:
        """Sends a request; the names of headers have _ for -."""
        route = match(self.app.routes, path)  # type: ignore[attr-defined]  # it is a Chalice app
        assert route is not None, f"API Gateway has no route for {path}"
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        event = rest_event(
            method,
            path,
            route,
            prefix=self.prefix,
            query=query,
            headers=sent.items(),
            body=body,
            source_ip=self.address,
        )
        answer = self.app(event, Context())
        data = answer["body"]
        return Answer(
            answer["statusCode"],
            {name.lower(): value for name, value in answer["headers"].items()},
            base64.b64decode(data) if answer.get("isBase64Encoded") else data.encode(),
        )

    def sends(self, path: str, **fields: str) -> Answer:
        """Posts a form."""
        return self.asks(
            path, "POST", urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded"
        )

    def comments(self, article: str, **fields: str) -> Answer:
        """Fills in the comment form of an article and sends it."""
        form = self.asks(f"/articles/{article}").fields
        return self.sends(f"/articles/{article}/comments", **{**form, **fields})

    def writes(self, **fields: str) -> Answer:
        """Fills in the contact form and sends it."""
        return self.sends("/contact", **{**self.asks("/contact").fields, **fields})

    def follows(self, answer: Answer) -> Answer:
        """Requests the location of a redirect."""
        return self.asks(unquote(answer.headers["location"].removeprefix(self.prefix).split("#")[0]))


def import_app() -> Any:
    """Returns the app that is deployed."""
    sys.path.insert(0, str(ROOT))
    return importlib.import_module("app").app


@pytest.fixture(scope="session")
def chalice_app() -> Any:
    return import_app()


@pytest.fixture(params=["", "/api"], ids=["custom-domain", "stage-prefix"])
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(blog: Services, chalice_app: Any) -> Reader:
    return Reader(chalice_app)


def lose_texts(blog: Services, mocker: MockerFixture) -> None:
    """Makes S3 fail for articles alone."""
    get_object = blog.bucket._client.get_object

    def get(**request: Any) -> Any:
        if request["Key"].startswith("articles/"):
            raise EndpointConnectionError(endpoint_url="http://s3")
        return get_object(**request)

    mocker.patch.object(blog.bucket._client, "get_object", side_effect=get)


@dataclass
class Calls:
    """The AWS operations a blog's clients made."""

    made: list[str] = field(default_factory=list)

    def take(self) -> list[str]:
        """Returns the operations since the last call, in order."""
        taken, self.made = self.made, []
        return taken


@pytest.fixture
def calls(blog: Services) -> Calls:
    """The recorded AWS operations, from botocore's event hooks."""
    calls = Calls()

    def record(model: Any, params: dict[str, Any], **_: Any) -> None:
        conditional = any(name.lower() == "if-none-match" for name in params["headers"])
        calls.made.append(f"{'conditional ' if conditional else ''}{model.name}")

    for client in (blog.bucket._client, blog.comments._client):
        client.meta.events.register("before-call", record)
    return calls
