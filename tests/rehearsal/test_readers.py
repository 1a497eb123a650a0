"""Readers, uploads and the schedule on the package that was uploaded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import urllib3

from billet.operator.deployment.chalice_state import EVENTS
from chalicelib.web.urls import PATHS
from tests.rehearsal.stage import Stage

ARTICLE = "/articles/lettre-a-mon-imprimante"

# A request for each route there is, and its status.
ROUTES = {
    "home": ("/", 200),
    "home_listing": ("/page/2", 200),
    "article": (ARTICLE, 200),
    "comments": (f"{ARTICLE}/comments", 303),
    "comment": (f"{ARTICLE}/comments/none", 404),
    "comment_received": (f"{ARTICLE}/comments/received/forged", 200),
    "comment_edit": (f"{ARTICLE}/comments/edit/forged", 410),
    "moderation": ("/moderation?key=forged", 404),
    "moderation_comment": ("/moderation/forged", 404),
    "subscription": ("/subscriptions/forged", 404),
    "page": ("/pages/playlist", 200),
    "preview": ("/preview/forged", 404),
    "archive": ("/archive", 200),
    "archive_year": ("/archive/2012", 200),
    "archive_year_listing": ("/archive/2012/page/1", 301),
    "tags": ("/tags", 200),
    "tags_term": ("/tags/none", 404),
    "tags_term_listing": ("/tags/none/page/2", 404),
    "categories": ("/categories", 200),
    "categories_term": ("/categories/none", 404),
    "categories_term_listing": ("/categories/none/page/2", 404),
    "series": ("/series", 200),
    "series_term": ("/series/none", 404),
    "series_term_listing": ("/series/none/page/2", 404),
    "follow": ("/follow", 200),
    "search": ("/search?q=imprimante", 200),
    "opensearch": ("/opensearch.xml", 200),
    "feed": ("/feed.xml", 200),
    "json_feed": ("/feed.json", 200),
    "tag_feed": ("/tags/none/feed.xml", 404),
    "tag_json_feed": ("/tags/none/feed.json", 404),
    "category_feed": ("/categories/none/feed.xml", 404),
    "category_json_feed": ("/categories/none/feed.json", 404),
    "comments_feed": (f"{ARTICLE}/comments/feed.xml", 200),
    "sitemap": ("/sitemap.xml", 200),
    "sitemap_part": ("/sitemap/99", 404),
    "humans": ("/humans.txt", 200),
    "security": ("/.well-known/security.txt", 200),
    "contact": ("/contact", 200),
    "contact_received": ("/contact/received", 200),
    "static": ("/static/style.css", 200),
    "favicon": ("/favicon.ico", 200),
    "robots": ("/robots.txt", 200),
    "health": ("/health", 200),
    "media": ("/media/bureau.webp", 200),
}


@pytest.fixture
def ask(stage: Stage, deployed: str) -> Callable[..., urllib3.BaseHTTPResponse]:
    return stage.ask


Ask = Callable[..., urllib3.BaseHTTPResponse]


def test_every_route_answers(ask: Ask) -> None:
    assert ROUTES.keys() == PATHS.keys()
    answers = {name: ask(path).status for name, (path, _) in ROUTES.items()}
    assert answers == {name: status for name, (_, status) in ROUTES.items()}
    assert ask("/nowhere/at/all").status == 404
    assert ask("/contact", "DELETE").status == 405


def test_a_picture_arrives_byte_by_byte(stage: Stage, ask: Ask) -> None:
    response = ask("/media/bureau.webp", headers={"Accept": "text/html"})
    assert response.data == (stage.project / "content" / "media" / "bureau.webp").read_bytes()
    assert response.headers["Content-Type"] == "image/webp"


def test_pages_are_compressed(ask: Ask) -> None:
    response = ask("/", headers={"Accept-Encoding": "gzip"}, decode_content=False)
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.data[:2] == b"\x1f\x8b"


def test_a_comment_is_taken(stage: Stage, ask: Ask) -> None:
    token = re.search(r'name="token" value="([^"]+)"', ask(ARTICLE).data.decode())
    assert token
    fields = {"token": token[1], "name": "Léa", "text": "Même la mienne !"}
    response = ask(f"{ARTICLE}/comments", "POST", fields=fields, encode_multipart=False)
    assert response.status == 303
    (comment,) = json.loads(stage.billet("comments", "list", "--json"))
    assert (comment["name"], comment["state"]) == ("Léa", "pending")


def test_an_upload_is_published_by_its_event(stage: Stage, ask: Ask) -> None:
    bucket = "billet-prod-123456789012"
    stage.client_of("s3").put_object(Bucket=bucket, Key="articles/neuf.md", Body=b"# Tout neuf\n\nUn texte.")
    stage.aws.events.wait()
    stage.stop_instances()  # a warm instance does not ask for a newer index for a minute
    assert "Tout neuf" in ask("/").data.decode()


def test_the_clock_publishes_and_mails(stage: Stage, ask: Ask) -> None:
    stage.billet("setup", "--email", "operator@example.org", "--yes")
    for rule in ("on_schedule", "on_minute"):
        stage.aws.events.fire(stage.region, f"billet-prod-{rule}-event")
    stage.aws.events.wait()
    mails = stage.aws.functions.logged("billet-prod-on_minute")
    assert '"message":"mailed"' in mails
    assert "the run failed" not in mails


def test_each_request_is_logged_as_one_line_of_json_about_nobody(stage: Stage, ask: Ask) -> None:
    ask(ARTICLE)
    log = stage.aws.functions.logged("billet-prod")
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line.get("route") == "/articles/{slug}"]
    assert requests[-1]["status"] == 200
    assert "127.0.0.1" not in log
    assert "urllib3" not in log, "nor what program it was"


def test_the_logs_of_the_functions_hold_no_warning_of_python(stage: Stage, ask: Ask) -> None:
    ask("/")
    for name in ("billet-prod", *(f"billet-prod-{name}" for name in EVENTS)):
        log = stage.aws.functions.logged(name)
        assert log
        assert not re.search(r"Warning:|Traceback", log), log
