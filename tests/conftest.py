"""One local AWS for the whole run, and a blog of its own for each test."""

from __future__ import annotations

import base64
import importlib
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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

# No test is timed; and CI tries the same examples each time, so that what it says is about the change.
settings.register_profile("billet", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("billet")

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class FrozenClock:
    """Time that moves when a test says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def aws() -> Iterator[local_aws.LocalAws]:
    """The local AWS, by HTTP, as `make serve` starts it."""
    local = local_aws.LocalAws()
    local.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy", "AWS_PROFILE", "AWS_ENDPOINT_URL", *local_aws.LOCAL):
            patch.setenv(name, "")
        local_aws.use_endpoint(local.endpoint)
        yield local
    local.stop()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def blog(aws: local_aws.LocalAws, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """A blog with a bucket and tables that nobody else has."""
    environment = local_aws.build(f"t{uuid.uuid4().hex[:12]}")
    for name, value in {**environment, "BILLET_BASE_URL": "https://blog.example.org"}.items():
        monkeypatch.setenv(name, value)
    wiring.services.cache_clear()
    one = wiring.services()
    one.clock = clock
    yield one
    wiring.services.cache_clear()


@pytest.fixture
def author(blog: Services) -> Author:
    return Author(blog)


@dataclass
class Author:
    """Writes files and lets the index follow."""

    blog: Services

    @property
    def index(self) -> IndexFile:
        """The index as readers would load it."""
        return load(self.blog.bucket)

    def writes(
        self,
        *articles: Article,
        media: Mapping[str, MediaFile] | None = None,
        former_paths: Mapping[str, str] | None = None,
    ) -> None:
        """Put rows into the index, past publishing: thousands of articles, and what no file says."""
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
        """Let the blog's instance begin anew: it has read nothing yet."""
        for name in ("index_cache", "snapshot_cache", "html_cache", "comment_cache"):
            vars(self.blog).pop(name, None)

    def uploads(self, key: str, text: str | bytes) -> None:
        """Put a file without anyone noticing."""
        data = text.encode() if isinstance(text, str) else text
        self.blog.bucket.write(key, data, content_type="text/plain")

    def deletes(self, key: str) -> None:
        self.blog.bucket.delete(key)

    def publishes(self, **files: str) -> dict[str, Receipt]:
        """Upload articles by name, and the settings as `site`; returns the receipts by key."""
        for name, text in files.items():
            self.uploads("site.toml" if name == "site" else f"articles/{name.replace('_', '-')}.md", text)
        return self.reconciles()

    def reconciles(self) -> dict[str, Receipt]:
        report = reconcile(self.blog.bucket, self.blog.clock, self.blog.render_worker)
        return {receipt.key: receipt for receipt in report.receipts}


@dataclass(frozen=True)
class Answer:
    """What API Gateway would send to the browser."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """The text a person reads, spaces made equal."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).split())

    @property
    def fields(self) -> dict[str, str]:
        """The form's fields as they would be sent again."""
        return _Fields.of(self.text)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._area = ""

    @classmethod
    def of(cls, html: str) -> dict[str, str]:
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("input", "textarea") and "name" in values:
            self.found[values["name"]] = values.get("value", "")
            self._area = values["name"] if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


@dataclass
class Reader:
    """A browser without JavaScript, in front of API Gateway."""

    app: Callable[[dict[str, Any], Any], dict[str, Any]]
    prefix: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html,*/*;q=0.8"})

    def asks(
        self, path: str, method: str = "GET", body: bytes = b"", query: str = "", **headers: str
    ) -> Answer:
        """One request; header names with _ for -."""
        found = match(self.app.routes, path)  # type: ignore[attr-defined]  # it is a Chalice app
        assert found is not None, f"API Gateway has no route for {path}"
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        event = rest_event(
            method, path, found, prefix=self.prefix, query=query, headers=sent.items(), body=body
        )
        answer = self.app(event, Context())
        data = answer["body"]
        return Answer(
            answer["statusCode"],
            {name.lower(): value for name, value in answer["headers"].items()},
            base64.b64decode(data) if answer.get("isBase64Encoded") else data.encode(),
        )

    def sends(self, path: str, **fields: str) -> Answer:
        """Post a form."""
        return self.asks(
            path, "POST", urlencode(fields).encode(), Content_Type="application/x-www-form-urlencoded"
        )

    def comments(self, article: str, **fields: str) -> Answer:
        """Fill in the form of an article as it is and send it."""
        form = self.asks(f"/articles/{article}").fields
        return self.sends(f"/articles/{article}/comments", **{**form, **fields})

    def writes(self, **fields: str) -> Answer:
        """Fill in the contact form and send it."""
        return self.sends("/contact", **{**self.asks("/contact").fields, **fields})

    def follows(self, answer: Answer) -> Answer:
        """Go where a redirect leads."""
        return self.asks(unquote(answer.headers["location"].removeprefix(self.prefix).split("#")[0]))


@pytest.fixture(scope="session")
def chalice_app() -> Any:
    sys.path.insert(0, str(ROOT))
    return importlib.import_module("app").app


@pytest.fixture(params=["", "/api"], ids=["custom-domain", "stage-prefix"])
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(blog: Services, chalice_app: Any) -> Reader:
    return Reader(chalice_app)


def lose_texts(blog: Services, mocker: MockerFixture) -> None:
    """Let S3 answer for everything but articles."""
    working = blog.bucket._client.get_object

    def get(**request: Any) -> Any:
        if request["Key"].startswith("articles/"):
            raise EndpointConnectionError(endpoint_url="http://s3")
        return working(**request)

    mocker.patch.object(blog.bucket._client, "get_object", side_effect=get)


@dataclass
class Calls:
    """The AWS operations a blog's clients made."""

    made: list[str] = field(default_factory=list)

    def take(self) -> list[str]:
        """The operations since the last time, in order."""
        taken, self.made = self.made, []
        return taken


@pytest.fixture
def calls(blog: Services) -> Calls:
    """Count what goes to AWS, by botocore's own event hooks."""
    counted = Calls()

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        conditional = any(name.lower() == "if-none-match" for name in params["headers"])
        counted.made.append(f"{'conditional ' if conditional else ''}{model.name}")

    for client in (blog.bucket._client, blog.comments._client):
        client.meta.events.register("before-call", note)
    return counted
