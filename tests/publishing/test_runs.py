"""Runs that crash, race, or have no time: readers have the last good edition, and the end is the same."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from chalicelib.content.binding import listed
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of
from chalicelib.content.edition.pieces import Measure
from chalicelib.reading import published
from pytest_mock import MockerFixture

from billet.local.event_bus import object_event
from billet.local.gateway import Context
from chalicelib import events, parallel
from chalicelib.errors import Conflict, Unavailable
from chalicelib.publishing import reconcile, stocking
from chalicelib.services import Services
from tests.conftest import Author, Calls, FrozenClock, Reader


def text(number: int, **more: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    day = f"2026-01-{1 + number % 28:02}T{number // 28 % 24:02}:00:00Z"
    return (
        f"---\ntitle: Article {number}\ndate: {day}\n{lines}---\nWords of the {number}th, about cachalots.\n"
    )


@pytest.fixture
def _settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each article settles at once, and a few of them fill the search database."""
    monkeypatch.setattr(listed, "NEWCOMERS", Measure(average=1, most=1, heaviest=1))
    monkeypatch.setattr(stocking, "MOST", 2)


def edition_of(blog: Services) -> Any:
    """What readers have, but for what runs are counted by."""
    front, index = published(blog.bucket)
    return replace(front, generation=0, index="", made=None), replace(index, generation=0)


PAGES = ("/", "/archive", "/articles/a", "/articles/b", "/articles/c", "/tags/x", "/feed.xml", "/sitemap.xml")


def seen(blog: Services, reader: Reader, paths: tuple[str, ...] = PAGES) -> list[tuple[int, bytes]]:
    """What an instance that has just begun shows."""
    for name in ("reader", "searcher"):
        blog._made.pop(name, None)
    pages = [reader.asks(path) for path in paths]
    pages.append(reader.asks("/search", query="q=cachalots"))
    return [(page.status, page.body) for page in pages]


@pytest.mark.usefixtures("_settling")
def test_a_crash_at_any_call_leaves_readers_the_last_good_edition(
    author: Author, blog: Services, reader: Reader, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "FEW", 9999)  # one call after another
    author.publishes(a=text(1, tags="[x]"), b=text(2))
    author.publishes(c=text(3, tags="[x]"))
    before = seen(blog, reader)
    for name in "ab":
        author.uploads(f"articles/{name}.md", text(4, tags="[x]") + "[c](c.md)" + name)
    author.uploads("articles/d.md", text(5, tags="[x]"))
    crashed = 0
    while True:
        left = crashed

        def crash(model: Any, **_: Any) -> None:
            nonlocal left
            if left == 0:
                raise Unavailable("crash")
            left -= 1

        blog.bucket._client.meta.events.register("before-call", crash, unique_id="crash")
        try:
            author.reconciles()
        except Unavailable:
            crashed += 1
        else:
            break
        finally:
            blog.bucket._client.meta.events.unregister("before-call", unique_id="crash")
        assert seen(blog, reader) == before, f"after {crashed} calls"
    assert crashed > 15
    after = seen(blog, reader)
    assert after != before
    assert all(status == 200 for status, _ in after)
    mended = edition_of(blog)
    blog.bucket.delete(fronts.KEY)
    author.reconciles()
    fresh = edition_of(blog)
    assert replace(mended[0], holdings=fresh[0].holdings) == fresh[0]


class Gate:
    """A bucket whose front is read by all runs before any of them goes on; it is written by one at a time,
    since the local AWS does not hold conditions against what other threads write."""

    def __init__(self, blog: Services, runs: int, mocker: MockerFixture) -> None:
        self.lost = 0
        self._barrier = threading.Barrier(runs)
        self._been = threading.local()
        self._lock = threading.Lock()
        self._read, self._write = blog.bucket.read, blog.bucket.write
        mocker.patch.object(blog.bucket, "read", side_effect=self._reads)
        mocker.patch.object(blog.bucket, "write", side_effect=self._writes)

    def _reads(self, key: str, **options: Any) -> Any:
        try:
            return self._read(key, **options)
        finally:
            if key == fronts.KEY and not hasattr(self._been, "there"):
                self._been.there = True
                self._barrier.wait(timeout=60)

    def _writes(self, key: str, data: bytes, **options: Any) -> None:
        if key != fronts.KEY:
            self._write(key, data, **options)
            return
        with self._lock:
            try:
                self._write(key, data, **options)
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
    assert generations == {2}
    assert gate.lost == 15
    together = edition_of(blog)
    assert author.reconciles() == {}
    blog.bucket.delete(fronts.KEY)
    author.reconciles()
    alone = edition_of(blog)
    assert together[0] == alone[0]
    assert [replace(one, since=0) for one in together[1].articles] == [
        replace(one, since=0) for one in alone[1].articles
    ]


def test_events_may_be_lost_doubled_late_reordered_batched_or_empty(author: Author, blog: Services) -> None:
    def hint(kind: str, key: str) -> dict[str, Any]:
        return object_event(f"Object {kind}", blog.settings.bucket, key)

    author.uploads("articles/a.md", text(1))
    author.uploads("articles/b.md", text(2))
    late = hint("Created", "articles/a.md")
    for _ in range(2):  # here a function has no time for two files
        events.on_upload(hint("Deleted", "articles/b.md"), Context())  # which is not so
    assert set(author.index.by_key) == {"articles/a.md", "articles/b.md"}
    author.deletes("articles/a.md")
    for event in (hint("Deleted", "articles/a.md"), hint("Deleted", "articles/a.md"), late):
        events.on_upload(event, Context())
    assert set(author.index.by_key) == {"articles/b.md"}
    generation = author.index.generation
    empty = {**late, "detail": {}}
    assert events.on_upload(empty, Context())["generation"] == generation
    author.uploads("articles/c.md", text(3))  # of which nobody tells
    assert events.on_upload(empty, Context())["receipts"] == {"articles/c.md": "live"}


def test_one_article_among_hundreds_costs_few_calls(
    author: Author, blog: Services, calls: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: author.uploads(f"articles/n{n}.md", text(n, tags="[x]")), range(300)))
    author.reconciles()
    calls.take()
    author.reconciles()
    assert calls.take() == ["GetObject", "ListObjectsV2"]
    filed = {"tags": "[x, y, z, t, u]", "categories": "[C]", "series": "S"}
    costs = []
    for number in range(6):
        links = "".join(f"[{n}](n{n}.md) " for n in range(0, 300, 40))
        dated = text(number, **filed).replace("2026-01", "2026-02")
        author.uploads(f"articles/new-{number}.md", dated + links)
        calls.take()
        author.reconciles()
        made = calls.take()
        costs.append((made.count("GetObject"), made.count("PutObject")))
        assert sum(one.startswith("List") for one in made) <= 2, made
    assert sorted(costs)[4] <= (3, 8), costs  # but for the one after which others are newcomers no more


def test_a_run_without_time_publishes_what_it_has_read_and_a_later_one_the_rest(
    author: Author, blog: Services, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "billet")
    for number in range(9):
        author.uploads(f"articles/n{number}.md", text(number))
    looks = iter([900.0, 900.0, 900.0])

    def time_left() -> float:
        return next(looks, 1.0)

    report = reconcile(blog.bucket, blog.clock, blog.render_worker, time_left=time_left)
    some = len(author.index.articles)
    assert 0 < some < 9
    assert report.left == 9 - some
    assert f"{some} files are read, {9 - some} are left for a later run" in caplog.text
    assert len(report.receipts) == some
    rest = author.reconciles()
    assert len(rest) == 9 - some
    assert len(author.index.articles) == 9
    grown = edition_of(blog)
    blog.bucket.delete(fronts.KEY)
    author.reconciles()
    assert edition_of(blog)[0] == grown[0]


@pytest.mark.usefixtures("_settling")
def test_a_search_database_that_is_lost_is_made_anew_by_the_next_run(
    author: Author, blog: Services, reader: Reader
) -> None:
    for number in range(4):
        author.uploads(f"articles/n{number}.md", text(number))
    author.reconciles()
    front = published(blog.bucket)[0]
    blog.bucket.write(front.holdings.base, b"no database")
    author.publishes(**{f"m{number}": text(number) for number in range(3)})
    author.reconciles()  # nothing was uploaded since
    assert author.index.stock.lacking == ()
    assert "7 articles" in reader.asks("/search", query="q=cachalots").words


@pytest.mark.usefixtures("_settling")
def test_all_that_a_front_names_is_in_the_bucket(author: Author, blog: Services) -> None:
    for number in range(5):
        author.publishes(**{f"n{number}": text(number, tags="[x]")})
        front, index = published(blog.bucket)
        there = {key for key, _ in blog.bucket.etags("_index/")}
        named = {front.holdings.base, front.holdings.recent, key_of(front.index)} - {""}
        assert named | {*map(key_of, index.kept)} <= there


def test_a_text_left_for_later_whose_links_have_come_harms_no_run(author: Author, blog: Services) -> None:
    author.publishes(b=text(2) + "See [a](a.md).")
    author.uploads("articles/a.md", text(1))
    author.uploads("articles/b.md", text(3) + "See [a](a.md).")
    report = reconcile(blog.bucket, blog.clock, blog.render_worker, time_left=lambda: 1.0)
    assert (report.left, set(author.index.by_key)) == (1, {"articles/a.md", "articles/b.md"})
    assert author.reconciles()["articles/b.md"].warnings == ()
    assert author.index.by_key["articles/b.md"].title == "Article 3"
