"""What editions leave behind is deleted, and never what a reader may ask for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_mock import MockerFixture

from chalicelib.content.article import Article, Source
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER, key_of
from chalicelib.content.edition.front import Front
from chalicelib.content.index import Index
from chalicelib.content.index import load as load_index
from chalicelib.content.listing import ListedObject, Version
from chalicelib.errors import Conflict, NotFound
from chalicelib.publishing.edition import Edition
from chalicelib.publishing.stocking import Stocked
from chalicelib.publishing.sweeping import KEPT, sweep
from chalicelib.services import Services
from tests.conftest import Author, FrozenClock

GOOD = "---\ntitle: A\ndate: 2026-01-01\n---\nText.\n"
DAY = timedelta(days=1)


@dataclass
class State:
    """One state of an object."""

    version: Version
    data: bytes


@dataclass
class VersionedBucket:
    """A bucket that keeps all states of its objects; its clock is set by tests, and S3's cannot be."""

    now: datetime = datetime(2026, 3, 2, tzinfo=UTC)
    states: list[State] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=count)

    def entries(self) -> Iterator[ListedObject]:
        return iter(())

    def head(self, key: str, length: int) -> bytes:
        return self.read(key).data[:length]

    def read(self, key: str, *, largest: int = 0) -> Source:
        for state in reversed(self.states):
            if state.version.key == key:
                return Source(key, state.data, state.version.etag, state.version.id, state.version.uploaded)
        raise NotFound(key)

    def fetch(self, key: str, *, version: str = "") -> Source | None:
        for state in self.states:
            if (state.version.key, state.version.id) == (key, version):
                return Source(key, state.data, state.version.etag, version, state.version.uploaded)
        raise NotFound(key)

    def versions(self, prefix: str) -> Iterator[Version]:
        found: dict[str, list[Version]] = {}
        for state in self.states:
            if state.version.key.startswith(prefix):
                found.setdefault(state.version.key, []).insert(0, state.version)
        for _, versions in sorted(found.items()):
            for number, one in enumerate(versions):
                yield Version(one.key, one.id, one.uploaded, one.etag, one.size, latest=number == 0)

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> None:
        etag = hashlib.md5(data).hexdigest()
        if replacing is not None:
            try:
                held = self.read(key).etag
            except NotFound:
                held = ""
            if held != replacing:
                raise Conflict(key)
        self.states.append(State(Version(key, str(next(self.ids)), self.now, etag), data))

    def delete(self, key: str) -> None:
        raise AssertionError("nothing is deleted but versions")

    def purge(self, versions: Sequence[tuple[str, str]]) -> None:
        self.states = [s for s in self.states if (s.version.key, s.version.id) not in versions]


def publishes(bucket: VersionedBucket, days: frozenset[int]) -> Front:
    """The front of an edition with the articles of these days."""
    articles = tuple(
        Article(
            key=f"articles/{n}.md",
            kind="articles",
            id=str(n),
            slug=str(n),
            title=str(n),
            date=datetime(2026, 1, 1 + n, tzinfo=UTC),
            language="en",
            etag="",
            version="",
        )
        for n in sorted(days)
    )
    edition = Edition.current(bucket)
    before = edition.index(bucket)
    looked = ",".join(map(str, sorted(days)))
    edition.succeed(
        bucket, Index(before.generation, articles=articles), before, Stocked(), bucket.now, looked
    )
    return Edition.current(bucket).front


def is_whole(bucket: VersionedBucket, front: Front) -> bool:
    """Whether all that a front names can be read."""
    there = {state.version.key for state in bucket.states}
    if key_of(front.index) not in there:
        return False
    return {*map(key_of, load_index(bucket.read(key_of(front.index)).data).kept)} <= there


# An edition with these articles or, where there are none, a sweep; and the hours until then.
STEPS = st.tuples(st.none() | st.frozensets(st.integers(0, 5)), st.sampled_from([0, 1, 5, 13, 24, 25, 60]))


@settings(max_examples=200)
@given(st.lists(STEPS, max_size=10))
def test_what_readers_may_hold_a_front_of_is_there(
    steps: list[tuple[frozenset[int] | None, int]],
) -> None:
    bucket = VersionedBucket()
    held: list[tuple[Front, datetime]] = []  # and when another took its place
    current: Front | None = None
    for days, hours in steps:
        bucket.now += timedelta(hours=hours)
        if days is None:
            sweep(bucket, bucket.now)
        else:
            front = publishes(bucket, days)
            if current and front != current:
                held.append((current, bucket.now))
            current = front
        assert current is None or is_whole(bucket, current)
        assert all(is_whole(bucket, one) for one, until in held if bucket.now - until < KEPT)
    # Two days later only what the last front names is left.
    if current:
        bucket.now += 3 * DAY
        sweep(bucket, bucket.now)
        index = load_index(bucket.read(key_of(current.index)).data)
        assert [state.version.key for state in bucket.states].count(fronts.KEY) == 1
        assert {state.version.key for state in bucket.states} == {
            fronts.KEY,
            key_of(current.index),
            *map(key_of, index.kept),
        }
        assert sweep(bucket, bucket.now) == 0


def in_bucket(blog: Services) -> dict[str, set[str]]:
    """The ids of all states of each object."""
    found: dict[str, set[str]] = {}
    for version in blog.bucket.versions(""):
        found.setdefault(version.key, set()).add(version.id)
    return found


def test_only_the_folder_of_the_index_is_swept_and_only_after_a_day(
    author: Author, blog: Services, clock: FrozenClock
) -> None:
    for number in range(3):
        author.publishes(a=GOOD + "x" * number, b=GOOD.replace("title: A", f"title: B{number}"))
    before = in_bucket(blog)
    now = datetime.now(UTC)
    assert sweep(blog.bucket, now + timedelta(hours=23)) == 0
    assert in_bucket(blog) == before
    swept = sweep(blog.bucket, now + 2 * DAY)
    after = in_bucket(blog)
    assert swept == sum(map(len, before.values())) - sum(map(len, after.values())) > 0
    for key in before.keys() | after.keys():
        if not key.startswith(FOLDER):
            assert after[key] == before[key]
    assert len(after[fronts.KEY]) == 1
    assert all(len(ids) == 1 for key, ids in after.items() if key.startswith(FOLDER))
    assert sweep(blog.bucket, now + 2 * DAY) == 0
    clock.advance(minutes=5)
    assert len(author.index.articles) == 2
    assert author.reconciles() == {}


def test_the_search_survives_a_sweep(author: Author, blog: Services) -> None:
    author.publishes(a=GOOD)
    sweep(blog.bucket, datetime.now(UTC) + 2 * DAY)
    holdings = Edition.current(blog.bucket).front.holdings
    assert blog.bucket.read(holdings.recent).data


def test_an_edition_that_comes_during_a_sweep_loses_nothing(
    author: Author, blog: Services, mocker: MockerFixture
) -> None:
    author.publishes(a=GOOD)
    author.publishes(a=GOOD + "More.")
    purge = blog.bucket.purge

    def late(versions: Sequence[tuple[str, str]]) -> None:
        author.publishes(a=GOOD)  # whose objects are among those to be deleted
        purge(versions)

    mocker.patch.object(blog.bucket, "purge", side_effect=late)
    assert sweep(blog.bucket, datetime.now(UTC) + 2 * DAY) > 0
    mocker.stopall()
    front = Edition.current(blog.bucket).front
    there = {key for key, _ in blog.bucket.etags(FOLDER)}
    assert {key_of(front.index), front.holdings.recent, *map(key_of, author.index.kept)} <= there


def test_nothing_is_swept_where_nothing_was_published(blog: Services) -> None:
    blog.bucket.write(FOLDER + "stray", b"x")
    assert sweep(blog.bucket, datetime.now(UTC) + 2 * DAY) == 0
