"""The modules and clients of a cold start: a first page loads nothing that it does not use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from billet.local.gateway import match, rest_event
from billet.project import ROOT
from chalicelib.index.heartbeat import Heartbeat, write_heartbeat
from chalicelib.services import Services, utc_now
from tests.conftest import Author

# Clients are counted where botocore makes them, whoever asks for them.
FIRST = """
import json, sys
import botocore.session
clients, create = [], botocore.session.Session.create_client
def record(self, service_name, *args, **kwargs):
    clients.append(service_name)
    return create(self, service_name, *args, **kwargs)
botocore.session.Session.create_client = record
from app import app
answer = app(json.load(sys.stdin), None)
print(json.dumps([answer["statusCode"], clients, sorted(sys.modules)]))
"""

ELSEWHERE = {
    "tomllib",
    "yaml",
    "babel",
    "chalicelib.publishing",
    "chalicelib.content.site_file",
    "chalicelib.index.writer",
    "chalicelib.index.search",
}
"""What publishing needs, and `make messages`."""

OF_TEXTS = {
    "markdown",
    "nh3",
    "markdown_it",
    "mdit_py_plugins",
    "pygments",
    "chalicelib.content.article_parser",
    "chalicelib.markdown.renderer",
}
OF_FORMULAS = {"latex2mathml", "chalicelib.markdown.mathml"}
OF_FORMS = {"itsdangerous", "chalicelib.conversation.signing", "chalicelib.conversation.submission"}
OF_WHAT_IS_SENT = {"chalicelib.conversation.message", "chalicelib.storage.messages"}


@dataclass(frozen=True)
class First:
    """The services with a client, and the modules that were loaded."""

    clients: list[str]
    modules: set[str]


@pytest.fixture
def first(chalice_app: Any, blog: Services) -> Any:
    """Requests the first page of an instance, which is a new Python process."""

    def page(path: str) -> First:
        route = match(chalice_app.routes, path)
        assert route is not None
        event: Mapping[str, Any] = rest_event("GET", path, route, headers=[("Accept", "text/html")])
        run = subprocess.run(
            [sys.executable, "-c", FIRST],
            input=json.dumps(event),
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert run.returncode == 0, run.stderr
        status, clients, modules = json.loads(run.stdout)
        assert status == 200
        return First(clients, set(modules))

    return page


def test_the_home_page_loads_nothing_of_texts_forms_or_publishing(author: Author, first: Any) -> None:
    author.publishes(a="# A\n\nL'été.\n", site='title = "T"')
    page = first("/")
    assert (
        page.modules & (ELSEWHERE | OF_TEXTS | OF_FORMS | OF_WHAT_IS_SENT | {"chalicelib.index.heartbeat"})
        == set()
    )
    assert page.clients == ["s3", "dynamodb"], "articles and the counts of their comments"


def test_an_article_loads_nothing_of_publishing(author: Author, first: Any) -> None:
    author.publishes(a="# A\n\nL'été, `x` et [un lien](https://example.org/).\n")
    page = first("/articles/a")
    assert page.modules & (ELSEWHERE | OF_WHAT_IS_SENT | OF_FORMULAS) == set()
    assert {name for name in page.modules if name.startswith("pygments.lexers.")} <= {
        "pygments.lexers._mapping"
    }
    assert page.clients == ["s3", "dynamodb", "ssm"], "its text, its comments, and the secret of its form"


def test_only_an_article_with_a_formula_loads_what_reads_it(author: Author, first: Any) -> None:
    author.publishes(a="# A\n\nSoit $x$.\n")
    assert first("/articles/a").modules >= OF_FORMULAS


def test_an_article_that_takes_no_comments_needs_no_secret(author: Author, first: Any) -> None:
    author.publishes(a="---\ncomments: false\n---\n# A\n\nL'été.\n")
    page = first("/articles/a")
    assert page.modules & OF_FORMS == set()
    assert "ssm" not in page.clients


def test_health_asks_the_bucket_and_nobody_else(author: Author, first: Any, blog: Services) -> None:
    author.publishes(a="# A\n\nx\n")
    write_heartbeat(blog.bucket, Heartbeat(utc_now(), generation=1))
    page = first("/health")
    assert page.modules & (ELSEWHERE | OF_TEXTS | OF_FORMS) == set()
    assert page.clients == ["s3"]
