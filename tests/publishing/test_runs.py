"""Runs that crash, race, retry, or find a damaged index: readers have the last good state, and the end is the
same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from pytest_mock import MockerFixture

from billet.local.event_bus import batch, object_event
from billet.local.gateway import Context
from chalicelib import events
from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.index.articles import all_articles, ids
from chalicelib.index.file import IndexFile, packed, unpacked
from chalicelib.index.storage import INDEX_KEY, load
from chalicelib.publishing import ATTEMPTS, reconcile
from chalicelib.services import Services
from tests.conftest import NOW, Author, Calls
from tests.publishing.index_contents import contents_of, receipts_in
from tests.publishing.memory_bucket import RENDERER, MemoryBucket


def text(number: int, **more: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    return (
        f"---\ntitle: Article {number}\ndate: 2026-01-{1 + number:02}\n{lines}---\nWords of the {number}th.\n"
    )


def keys(index: IndexFile) -> set[str]:
    return {article.key for article in all_articles(index)}


def state(author: Author) -> Any:
    """All that readers and their author can be shown, and what publishing remembers."""
    try:
        index = author.index
    except NotFound:
        return None
    return contents_of(index, with_history=True), receipts_in(index, NOW)


@contextmanager
def crash_after(blog: Services, calls: int) -> Iterator[None]:
    """Lets only so many calls through to AWS."""
    left = calls

    def crash(**_: Any) -> None:
        nonlocal left
        if left == 0:
            raise Unavailable("crash")
        left -= 1

    blog.bucket._client.meta.events.register("before-call", crash, unique_id="crash")
    try:
        yield
    finally:
        blog.bucket._client.meta.events.unregister("before-call", unique_id="crash")


@pytest.mark.parametrize("is_first", [True, False])
def test_a_crash_at_any_call_leaves_readers_the_last_good_state(
    author: Author, blog: Services, is_first: bool
) -> None:
    if not is_first:
        author.publishes(a=text(1, tags="[x]"), b=text(2))
    before = state(author)
    author.deletes("articles/b.md")
    author.uploads("articles/a.md", text(4, tags="[x]") + "[c](c.md) ![](../media/p.svg)")
    author.uploads("articles/c.md", text(2))
    author.uploads("site.toml", 'title = "T"')
    author.uploads("media/p.svg", b'<svg viewBox="0 0 3 4"/>')
    crashes = 0
    while True:
        try:
            with crash_after(blog, crashes):
                author.reconciles()
            break
        except Unavailable:
            crashes += 1
        assert state(author) == before, f"after {crashes} calls"
    assert crashes >= 8  # index, list, settings, picture, two texts, their versions, index
    assert ids(author.index) == {
        "articles/a.md": "articles/a",
        "articles/c.md": "articles/c" if is_first else "articles/b",
    }


class Gate:
    """A bucket whose index is read by all runs before any of them goes on. One at a time writes it, since the
    local AWS does not hold conditions against what other threads write."""

    def __init__(self, blog: Services, runs: int, mocker: MockerFixture) -> None:
        self.lost = 0
        self._barrier = threading.Barrier(runs)
        self._passed = threading.local()
        self._lock = threading.Lock()
        self._fetch, self._write = blog.bucket.fetch, blog.bucket.write
        mocker.patch.object(blog.bucket, "fetch", side_effect=self._fetches)
        mocker.patch.object(blog.bucket, "write", side_effect=self._writes)

    def _fetches(self, key: str, **options: Any) -> Any:
        try:
            return self._fetch(key, **options)
        finally:
            if not hasattr(self._passed, "gate"):
                self._passed.gate = True
                self._barrier.wait(timeout=60)

    def _writes(self, key: str, data: bytes, **options: Any) -> str:
        with self._lock:
            try:
                return self._write(key, data, **options)
            except Conflict:
                self.lost += 1
                raise


def test_sixteen_runs_at_once_end_as_one(author: Author, blog: Services, mocker: MockerFixture) -> None:
    author.publishes(a=text(9))
    for number in range(4):
        author.uploads(f"articles/{number}.md", text(number, tags="[x]"))
    author.deletes("articles/a.md")
    gate = Gate(blog, 16, mocker)

    def run(_: int) -> int:
        return reconcile(blog.bucket, blog.clock, blog.render_worker, pause=lambda _: None).generation

    with ThreadPoolExecutor(16) as pool:
        generations = set(pool.map(run, range(16)))
    mocker.stopall()
    assert (generations, gate.lost) == ({2}, 15)
    together = state(author)
    assert author.reconciles() == {}
    assert state(author) == together
    assert keys(author.index) == {f"articles/{number}.md" for number in range(4)}


def test_a_run_that_never_wins_gives_up_and_says_so() -> None:
    bucket = MemoryBucket({"articles/a.md": text(1).encode()})
    pauses: list[float] = []

    def rival() -> None:
        bucket.contents[INDEX_KEY] = bucket.contents.get(INDEX_KEY, b"") + b"."
        bucket.before_save = rival

    bucket.before_save = rival
    with pytest.raises(Conflict, match=f"{ATTEMPTS} times"):
        reconcile(bucket, lambda: NOW, RENDERER, pause=pauses.append)
    assert len(pauses) == ATTEMPTS
    assert all(pause <= 0.1 * 2**attempt for attempt, pause in enumerate(pauses))


@pytest.mark.parametrize("deleted", [False, True])
def test_a_run_that_lost_a_race_reads_no_text_again(deleted: bool) -> None:
    bucket = MemoryBucket({f"articles/{name}.md": text(1).encode() for name in "abc"})
    reads: list[str] = []
    read = bucket.read
    bucket.read = lambda key, **options: reads.append(key) or read(key, **options)  # type: ignore[method-assign, func-returns-value]

    def rival() -> None:
        bucket.contents[INDEX_KEY] = b"written by another version of the code"
        if deleted:
            del bucket.contents["articles/a.md"]

    bucket.before_save = rival
    report = reconcile(bucket, lambda: NOW, RENDERER, pause=lambda _: None)
    assert len(report.receipts) == (2 if deleted else 3)
    assert [key for key in reads if key.startswith("articles/")] == [f"articles/{name}.md" for name in "abc"]


def test_a_file_that_changes_between_list_and_look_is_read_once() -> None:
    broken = b"---\ndate: soon\n---\n"
    bucket = MemoryBucket({"articles/a.md": broken})
    read = bucket.read

    def replaced(key: str, **options: Any) -> Any:
        bucket.contents |= {key: broken + b"More.\n"} if key.startswith("articles/") else {}
        return read(key, **options)

    bucket.read = replaced  # type: ignore[method-assign]
    (receipt,) = reconcile(bucket, lambda: NOW, RENDERER).receipts
    assert receipt.etag == read("articles/a.md").etag
    assert reconcile(bucket, lambda: NOW, RENDERER).receipts == ()


@pytest.mark.parametrize("is_first", [True, False])
def test_a_retry_that_meets_what_its_first_try_wrote_has_succeeded(
    author: Author, blog: Services, mocker: MockerFixture, calls: Calls, is_first: bool
) -> None:
    if not is_first:
        author.publishes(a=text(1))
    author.uploads("articles/b.md", text(2))
    write = blog.bucket.write

    def write_twice(key: str, data: bytes, **options: Any) -> str:
        write(key, data, **options)
        return write(key, data, **options)

    mocker.patch.object(blog.bucket, "write", side_effect=write_twice)
    calls.take()
    pauses: list[float] = []
    report = reconcile(blog.bucket, blog.clock, blog.render_worker, pause=pauses.append)
    assert pauses == []
    assert [receipt.key for receipt in report.receipts] == ["articles/b.md"]
    assert report.index is not None
    assert report.index.etag == author.index.etag == blog.bucket.read(INDEX_KEY).etag


def test_an_index_that_is_deleted_before_it_is_saved_is_made_again() -> None:
    bucket = MemoryBucket({"articles/a.md": text(1).encode()})
    reconcile(bucket, lambda: NOW, RENDERER)
    bucket.contents["articles/b.md"] = text(2).encode()
    bucket.before_save = lambda: bucket.contents.pop(INDEX_KEY)
    reconcile(bucket, lambda: NOW, RENDERER, pause=lambda _: None)
    assert keys(load(bucket)) == {"articles/a.md", "articles/b.md"}


def test_an_index_that_fails_when_it_is_asked_is_made_anew_and_hands_its_ids_on() -> None:
    bucket = MemoryBucket({"articles/a.md": text(1).encode()})
    reconcile(bucket, lambda: NOW, RENDERER)
    bucket.contents["articles/b.md"] = bucket.contents.pop("articles/a.md")
    reconcile(bucket, lambda: NOW, RENDERER)
    connection = unpacked(bucket.contents[INDEX_KEY])
    connection.execute("DROP TABLE article_terms")
    bucket.contents[INDEX_KEY] = packed(connection)
    connection.close()
    bucket.contents["articles/c.md"] = text(3).encode()
    reconcile(bucket, lambda: NOW, RENDERER)
    assert ids(load(bucket)) == {"articles/b.md": "articles/a", "articles/c.md": "articles/c"}


def test_in_place_of_an_index_that_cannot_be_read_comes_the_version_before_it(
    author: Author, blog: Services, caplog: pytest.LogCaptureFixture
) -> None:
    author.publishes(a=text(1))
    author.deletes("articles/a.md")
    author.publishes(b=text(1))
    for _ in range(2):
        blog.bucket.write(INDEX_KEY, b"damaged")
    assert author.reconciles() == {}, "and what was read before is not read again"
    assert ids(author.index) == {"articles/b.md": "articles/a"}
    assert caplog.text.count("cannot be read") == 2


def test_an_index_of_which_no_version_can_be_read_is_built_anew(author: Author, blog: Services) -> None:
    blog.bucket.write(INDEX_KEY, b"damaged")
    assert author.publishes(a=text(1)).keys() == keys(author.index) == {"articles/a.md"}


def test_events_may_be_lost_doubled_late_reordered_batched_or_empty(author: Author, blog: Services) -> None:
    def hint(kind: str, key: str) -> dict[str, Any]:
        return batch(object_event(f"Object {kind}", blog.settings.bucket, key))

    author.uploads("articles/a.md", text(1))
    author.uploads("articles/b.md", text(2))
    late = hint("Created", "articles/a.md")
    for _ in range(2):  # here a function has no time for two files
        events.on_upload(hint("Deleted", "articles/b.md"), Context())  # which is not so
    assert keys(author.index) == {"articles/a.md", "articles/b.md"}
    author.deletes("articles/a.md")
    for event in (hint("Deleted", "articles/a.md"), hint("Deleted", "articles/a.md"), late):
        events.on_upload(event, Context())
    assert keys(author.index) == {"articles/b.md"}
    generation = author.index.generation
    empty: dict[str, Any] = {"Records": []}
    assert events.on_upload(empty, Context())["generation"] == generation
    author.uploads("articles/c.md", text(3))  # of which nobody tells
    assert events.on_upload(empty, Context())["receipts"] == {"articles/c.md": "live"}
