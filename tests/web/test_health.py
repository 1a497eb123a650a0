"""What a monitor is told."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pytest_mock import MockerFixture

from billet.local.event_bus import batch, object_event
from billet.local.gateway import Context
from chalicelib import events
from chalicelib.index.heartbeat import KEY as HEARTBEAT_KEY
from chalicelib.index.storage import INDEX_KEY
from chalicelib.services import Services
from chalicelib.version import deployed
from tests.conftest import NOW, Author, FrozenClock, Reader

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"


def fire_schedule() -> dict[str, Any]:
    """The schedule's turn."""
    answer: dict[str, Any] = events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    return answer


def health_of(reader: Reader) -> tuple[int, dict[str, Any]]:
    answer = reader.asks("/health")
    return answer.status, json.loads(answer.body)


def test_a_blog_that_is_looked_after_is_well(reader: Reader, author: Author, clock: FrozenClock) -> None:
    author.uploads("articles/a.md", ARTICLE)
    fire_schedule()
    clock.advance(minutes=10, seconds=5)
    assert health_of(reader) == (
        200,
        {
            "status": "ok",
            "version": deployed(),
            "sqlite": sqlite3.sqlite_version,
            "search": True,
            "index": {"generation": 1, "checked": NOW.isoformat(), "age_seconds": 605},
        },
    )


def test_an_upload_shows_in_the_generation_before_the_schedule_runs(reader: Reader, author: Author) -> None:
    fire_schedule()
    author.publishes(a=ARTICLE)
    assert health_of(reader)[1]["index"]["generation"] == 2


def test_an_index_nobody_has_checked_for_half_an_hour_is_late(reader: Reader, clock: FrozenClock) -> None:
    fire_schedule()
    clock.advance(minutes=30)
    assert health_of(reader)[0] == 200
    clock.advance(seconds=1)
    status, document = health_of(reader)
    assert (status, document["status"], document["index"]["age_seconds"]) == (503, "late", 1801)
    fire_schedule()
    assert health_of(reader)[0] == 200


def test_a_blog_that_was_never_checked_is_late(reader: Reader, author: Author) -> None:
    author.publishes(a=ARTICLE)
    headers = reader.asks("/health").headers
    assert headers["x-request-id"], "a number to quote"
    assert headers["cache-control"] == "no-store"
    status, document = health_of(reader)
    assert (status, document["status"]) == (503, "late")
    assert document["index"] == {"generation": 1, "checked": None, "age_seconds": None}


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="http://secret-bucket"),
        ClientError({"Error": {"Code": "AccessDenied", "Message": "arn:secret"}}, "GetObject"),
    ],
)
def test_s3_is_asked_itself_and_not_what_is_kept(
    reader: Reader, blog: Services, mocker: MockerFixture, error: Exception
) -> None:
    fire_schedule()
    assert reader.asks("/").status == health_of(reader)[0] == 200
    mocker.patch.object(blog.bucket._client, "get_object", side_effect=error)
    assert reader.asks("/").status == 200
    status, document = health_of(reader)
    assert (status, document["status"]) == (503, "unavailable")
    mocker.stopall()
    assert health_of(reader)[0] == 200


@pytest.mark.parametrize("key", [INDEX_KEY, HEARTBEAT_KEY])
@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b'{"time": "2026-01-01T00:00:00", "generation": 1}']
)
def test_what_is_damaged_cannot_be_read_and_the_next_run_mends_it(
    reader: Reader, author: Author, blog: Services, key: str, data: bytes
) -> None:
    author.publishes(a=ARTICLE)
    fire_schedule()
    blog.bucket.write(key, data)
    status, document = health_of(reader)
    assert (status, document["status"]) == (503, "unavailable")
    fire_schedule()
    assert health_of(reader)[0] == 200


def test_the_answer_is_for_the_moment_and_tells_no_secret(reader: Reader, blog: Services) -> None:
    fire_schedule()
    whole, head = reader.asks("/health"), reader.asks("/health", "HEAD")
    assert whole.headers["content-type"] == "application/json"
    assert whole.headers["cache-control"] == "no-store"
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
    assert not re.search(rf"{blog.settings.bucket}|arn:|s3:|\d{{12}}\"|_index|/", whole.text)


def test_only_the_schedule_notes_that_it_has_looked(author: Author, blog: Services, reader: Reader) -> None:
    author.publishes(a=ARTICLE)
    events.on_upload(batch(object_event("Object Created", blog.settings.bucket, "articles/a.md")), Context())
    assert health_of(reader)[1]["index"]["checked"] is None


def test_a_run_that_failed_is_not_noted(
    reader: Reader, blog: Services, clock: FrozenClock, mocker: MockerFixture
) -> None:
    fire_schedule()
    clock.advance(minutes=10)
    mocker.patch("chalicelib.publishing.reconcile", side_effect=RuntimeError("a defect"))
    with pytest.raises(RuntimeError):
        fire_schedule()
    assert health_of(reader)[1]["index"]["age_seconds"] == timedelta(minutes=10).total_seconds()


def test_a_clock_that_runs_behind_makes_no_negative_age(reader: Reader, clock: FrozenClock) -> None:
    fire_schedule()
    clock.advance(seconds=-3)
    assert health_of(reader)[1]["index"]["age_seconds"] == 0
