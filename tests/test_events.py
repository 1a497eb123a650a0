"""The handlers AWS calls, with the events AWS sends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_mock import MockerFixture

from billet import project
from billet.local.event_bus import EventBus, batch, object_event
from billet.local.gateway import RUN_SECONDS, SECONDS, Context
from chalicelib import events
from chalicelib.content.media import COPIES
from chalicelib.conversation.outbox import LEASE
from chalicelib.errors import Conflict
from chalicelib.index.search_file import SEARCH_KEY
from chalicelib.index.search_writer import origins
from chalicelib.index.storage import INDEX_KEY
from chalicelib.services import Services
from tests.conftest import Author, Calls

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"


def test_an_upload_event_publishes_the_article(author: Author, blog: Services) -> None:
    author.uploads("articles/a.md", ARTICLE)
    event = object_event("Object Created", blog.settings.bucket, "articles/a.md")
    assert events.on_upload(batch(event), Context()) == {
        "generation": 1,
        "receipts": {"articles/a.md": "live"},
        "deleted": [],
    }


def test_a_late_or_doubled_event_does_no_harm(author: Author, blog: Services, calls: Calls) -> None:
    author.publishes(a=ARTICLE)
    before = blog.bucket.read(INDEX_KEY).data
    event = object_event("Object Deleted", blog.settings.bucket, "articles/a.md")
    assert events.on_upload(batch(event), Context())["receipts"] == {}
    assert blog.bucket.read(INDEX_KEY).data == before


def test_the_schedule_finds_what_events_have_missed(author: Author, blog: Services) -> None:
    author.publishes(a=ARTICLE)
    author.uploads("articles/b.md", ARTICLE)
    author.deletes("articles/a.md")
    event = object_event("Scheduled Event", "", "")
    answer = events.on_schedule(event, Context())
    assert (answer["receipts"], answer["deleted"]) == ({"articles/b.md": "live"}, ["articles/a.md"])


@pytest.mark.parametrize("harm", ["deleted", "brought back to an older index"])
def test_the_schedule_mends_the_search_file(
    author: Author, blog: Services, tmp_path: Path, harm: str
) -> None:
    event = object_event("Scheduled Event", "", "")
    author.publishes(a=ARTICLE)
    events.on_schedule(event, Context())
    older = blog.bucket.read(SEARCH_KEY).data
    author.publishes(b=ARTICLE)
    events.on_schedule(event, Context())
    if harm == "deleted":
        blog.bucket.delete(SEARCH_KEY)
    else:
        blog.bucket.write(SEARCH_KEY, older)
    events.on_schedule(event, Context())
    path = tmp_path / "search"
    path.write_bytes(blog.bucket.read(SEARCH_KEY).data)
    assert origins(path).keys() == {"articles/a.md", "articles/b.md"}


def test_the_bus_on_this_machine_leaves_a_run_time_for_all_files_at_once(
    author: Author, chalice_app: Any
) -> None:
    author.uploads("articles/a.md", ARTICLE)
    author.uploads("articles/b.md", ARTICLE)
    author.uploads("articles/c.md", ARTICLE)
    answers = EventBus(chalice_app).fire_schedule()
    assert [len(answer["receipts"]) for answer in answers if "receipts" in answer] == [3]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_functions_have_as_long_on_this_machine_as_on_aws(stage: str) -> None:
    seconds = {
        name: project.setting(stage, "lambda_timeout", 60, name)
        for name in ("api_handler", "on_upload", "on_schedule", "on_minute")
    }
    assert seconds.pop("on_minute") == LEASE.total_seconds() / 2, "a run ends before its lease"
    assert seconds == {"api_handler": SECONDS, "on_upload": RUN_SECONDS, "on_schedule": RUN_SECONDS}


def test_a_message_that_names_no_object_is_a_hint_like_any_other(
    author: Author, blog: Services, caplog: pytest.LogCaptureFixture
) -> None:
    author.uploads("articles/a.md", ARTICLE)
    event = batch({"detail": {}}, {})
    event["Records"][1]["body"] = "no JSON"
    assert events.on_upload(event, Context())["receipts"] == {"articles/a.md": "live"}
    assert caplog.text.count("names no object") == 2


def test_smaller_copies_alone_set_off_nothing(author: Author, blog: Services, calls: Calls) -> None:
    bucket = blog.settings.bucket
    copies = [object_event("Object Created", bucket, f"{COPIES}{n}.webp") for n in range(3)]
    assert events.on_upload(batch(*copies), Context()) == {}
    assert calls.made == []


def test_messages_come_again_where_another_run_was_always_faster(
    blog: Services, mocker: MockerFixture
) -> None:
    mocker.patch("chalicelib.publishing.reconcile", side_effect=Conflict("another run wrote first"))
    event = batch(*(object_event("Object Created", blog.settings.bucket, "articles/a.md") for _ in range(3)))
    expected = [{"itemIdentifier": record["messageId"]} for record in event["Records"]]
    assert events.on_upload(event, Context()) == {"batchItemFailures": expected}
