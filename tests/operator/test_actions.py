"""The AWS requests and bytes of each action, compared with the actions themselves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from math import ceil
from time import thread_time
from typing import Any

import boto3
import pytest

from billet.local.event_bus import batch, object_event
from billet.local.gateway import Context
from billet.local.mailbox import Mailbox
from billet.operator.costs.actions import ACTIONS, CALLS
from billet.operator.costs.month import Assumptions
from chalicelib import events, logs
from chalicelib import services as wiring
from chalicelib.conversation.expiring import sweep
from chalicelib.services import Services
from chalicelib.storage.items import Item
from tests.conftest import Answer, Author, FrozenClock, Reader
from tests.deciding import moderate

ARTICLE = "---\ntitle: A\ndate: 2026-01-01\n---\n![x](../media/x.png)\n\n" + "Des mots. " * 300
TEXT = "Un commentaire de taille moyenne, deux phrases. " * 10


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The lines that deployed functions log."""
    written: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    listener, logger = Listener(), logging.getLogger("billet")
    listener.setFormatter(logs.JsonFormatter("billet-prod"))
    monkeypatch.setattr(logger, "handlers", [listener])
    level = logger.level
    logger.setLevel(logging.INFO)
    yield written
    logger.setLevel(level)


def bytes_of(answer: Answer) -> int:
    headers = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    return headers + len(answer.body)


@pytest.mark.parametrize("minute_of_hour", [0, 30, 59])
def test_the_table_has_the_calls_of_each_action(
    minute_of_hour: int,
    author: Author,
    blog: Services,
    reader: Reader,
    clock: FrozenClock,
    operations: list[str],
    lines: list[str],
    chalice_app: Any,
    mailbox: Mailbox,
) -> None:
    clock.advance(minutes=minute_of_hour - clock().minute)
    author.uploads("media/x.png", bytes(range(256)) * 80)
    author.publishes(a=ARTICLE)
    for number in range(10):
        reader.comments("a", name="Camille", text=f"{number}. {TEXT}")
    for comment in list(blog.comments.in_state("pending")):
        moderate(comment.id, "approved", blog.comments, timedelta(9), clock)
    form = reader.asks("/articles/a").fields
    reader.headers = {"Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip"}

    def action(name: str, work: Callable[[], Any]) -> Any:
        operations.clear()
        lines.clear()
        begun = thread_time()
        answer = work()
        cpu_ms = (thread_time() - begun) * 1000
        sent = bytes_of(answer) if isinstance(answer, Answer) else 0
        logged = sum(len(line) for line in lines)
        print(f"{name}: {cpu_ms:.1f} ms, {sent} bytes sent, {logged} logged, {operations}")
        assert sorted(operations) == sorted(ACTIONS[name].calls), name
        assert ACTIONS[name].sent / 4 <= sent <= ACTIONS[name].sent * 4, name
        assert ACTIONS[name].logged / 4 <= logged <= ACTIONS[name].logged * 4, name
        return answer

    wiring.services.cache_clear()  # another instance
    wiring.services().clock = clock
    reader.asks("/health")
    action("first view", lambda: reader.asks("/articles/a"))
    for name, path in (("style", "/static/style.css"), ("icon", "/static/favicon.svg")):
        action(name, partial(reader.asks, path))
    reader.asks("/media/x.png")
    action("picture", lambda: reader.asks("/media/x.png"))
    clock.advance(seconds=blog.settings.freshness_seconds + 1)
    action("view", lambda: reader.asks("/articles/a"))
    clock.advance(seconds=blog.settings.freshness_seconds + 1)
    action("missing page", lambda: reader.asks("/wp-login.php"))
    fields = {**form, "name": "Camille", "text": TEXT}
    clock.advance(hours=1)  # each limit is at rest
    reader.asks("/articles/a")
    sent = action("comment", lambda: reader.sends("/articles/a/comments", **fields))
    assert action("thanks", lambda: reader.asks(sent.headers["location"])).status == 200
    (pending,) = blog.comments.in_state("pending")
    action("approval", lambda: moderate(pending.id, "approved", blog.comments, timedelta(9), clock))

    def upload() -> None:
        blog.bucket.write("articles/a.md", (ARTICLE + "One word more.").encode())
        events.on_upload(
            batch(object_event("Object Created", blog.settings.bucket, "articles/a.md")), Context()
        )

    action("upload", upload)
    events.on_schedule(object_event("Scheduled Event", "", ""), Context())
    action("schedule", lambda: events.on_schedule(object_event("Scheduled Event", "", ""), Context()))

    def minute() -> None:
        events.on_minute(object_event("Scheduled Event", "", ""), Context())

    minute()  # the mail about the comments above
    clock.advance(days=2)
    action("minute", minute)
    Reader(chalice_app).comments("a", name="Noé", text=TEXT.replace("Un", "Noé"))
    action("mail", minute)


def test_the_table_has_the_calls_of_a_sweep(
    author: Author, blog: Services, clock: FrozenClock, operations: list[str]
) -> None:
    author.publishes(a=ARTICLE)
    author.deletes("articles/a.md")
    author.reconciles()
    index, threads = author.index, blog.expiring_threads
    operations.clear()
    sweep(index, threads, timedelta(9), clock(), lambda: 900)
    assert tuple(operations) == ACTIONS["sweep"].calls


def test_every_call_of_an_action_has_its_usage() -> None:
    assert {call for action in ACTIONS.values() for call in action.calls} == set(CALLS)


def size_of(item: Item) -> int:
    """Returns the bytes of an item as DynamoDB counts them: names and values in UTF-8."""
    return sum(len(name.encode()) + len(str(v).encode()) for name, a in item.items() for v in a.values())


def test_comments_are_billed_by_their_sizes_and_the_indexes_they_are_in(
    reader: Reader, author: Author, blog: Services, clock: FrozenClock
) -> None:
    author.publishes(a=ARTICLE)
    dynamodb, table = boto3.client("dynamodb"), blog.settings.comments_table
    indexes = dynamodb.describe_table(TableName=table)["Table"]["GlobalSecondaryIndexes"]

    def entries(item: Item) -> int:
        """Returns the number of the item and its entries in the indexes whose keys it has."""
        return 1 + sum(all(k["AttributeName"] in item for k in index["KeySchema"]) for index in indexes)

    reader.comments("a", name="Camille", email="c@example.org", text=TEXT)
    items = dynamodb.scan(TableName=table)["Items"]
    (pending,) = [item for item in items if "state" in item]
    limits = [item for item in items if item != pending]
    assert {entries(item) for item in limits} == {CALLS["UpdateItem"].usage["dynamodb.write_units"]}
    assert size_of(pending) <= 1024
    assert CALLS["PutItem"].usage == {"dynamodb.write_units": entries(pending)}
    moderate(pending["id"]["S"], "approved", blog.comments, timedelta(9), clock)
    items = dynamodb.scan(TableName=table)["Items"]
    (approved,) = [item for item in items if "thread" in item]
    (count,) = [item for item in items if item["id"]["S"].startswith("count/")]
    assert entries(count) == 1
    # The entry among the pending is deleted besides; a transaction takes twice the units.
    units = 2 * (entries(approved) + 1 + entries(count))
    assert CALLS["TransactWriteItems"].usage == {"dynamodb.write_units": units}
    assert CALLS["Query"].usage == {"dynamodb.read_units": ceil(10 * size_of(approved) / 4096) / 2}
    stored = entries(approved) * (size_of(approved) + 100)
    assert stored == pytest.approx(Assumptions().comment, rel=0.2)
