"""Whatever happened on the way, the index ends as one built from nothing would be."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.content import index as indexes
from chalicelib.content.article import Source
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of
from chalicelib.content.entry import Entry, Version
from chalicelib.content.index import Index
from chalicelib.content.proof import Proof, proof_of
from chalicelib.content.receipt import Receipt, path_of
from chalicelib.errors import Conflict, Missing, Unavailable
from chalicelib.publishing import reconcile

NOW = datetime(2026, 3, 2, tzinfo=UTC)

# A file's name, and its content: a letter that is its text, "!" broken, "" deleted.
KEYS = st.sampled_from([f"articles/{name}.md" for name in "abcd"] + ["pages/a.md", "site.toml"])
CONTENTS = st.sampled_from(["x", "y", "!", ""])
# After each change: nothing runs, a run is crashed at its n-th call, or a run is finished.
RUNS = st.sampled_from([None, 0, 1, 2, 3, 5, 8, 99])
HISTORIES = st.lists(st.tuples(KEYS, CONTENTS, RUNS), max_size=14)


class CrashingBucket:
    """A bucket of a few lines, thousands of times as fast as one behind HTTP, that stops answering
    when it is told to. What S3 itself does is proven with the real client elsewhere."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.left = 0

    def entries(self) -> Iterator[Entry]:
        self._count()
        for key in sorted(self.objects):
            if not key.startswith("_"):
                yield Entry(key, _etag(self.objects[key]), len(self.objects[key]))

    def versions(self, prefix: str) -> Iterator[Version]:
        self._count()
        return iter(())

    def head(self, key: str, length: int) -> bytes:
        return self.read(key).data[:length]

    def read(self, key: str, *, largest: int = 0) -> Source:
        self._count()
        if key not in self.objects:
            raise Missing(key)
        return Source(key, self.objects[key], _etag(self.objects[key]), "", NOW)

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> None:
        self._count()
        held = _etag(self.objects[key]) if key in self.objects else ""
        if replacing is not None and replacing != held:
            raise Conflict(key)
        self.objects[key] = data

    def delete(self, key: str) -> None:
        self._count()
        self.objects.pop(key, None)

    def _count(self) -> None:
        if self.left == 0:
            raise Unavailable("crash")
        self.left -= 1


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


class _Here:
    """Texts rendered in this very process, each once: thousands of times as fast as in one of its own."""

    def __init__(self) -> None:
        self._rendered = cache(proof_of)

    def proof(self, text: str, language: str, key: str, title: str = "") -> Proof:
        return self._rendered(text, language, key, title)


HERE = _Here()


def run(bucket: CrashingBucket, calls: int = 999) -> Index:
    bucket.left = calls
    reconcile(bucket, lambda: NOW, HERE, pause=lambda _: None)
    front = fronts.load(bucket.objects[fronts.KEY])
    return indexes.load(bucket.objects[key_of(front.index)])


def put(bucket: CrashingBucket, key: str, content: str) -> None:
    if content == "":
        bucket.objects.pop(key, None)
    elif key == "site.toml":
        bucket.objects[key] = {"x": b'title = "X"', "y": b'language = "en"', "!": b"titel = 3"}[content]
    else:
        date = "soon" if content == "!" else "2026-01-01"
        # The name is in the text: renames, which hand an id on, are tested by themselves.
        bucket.objects[key] = f"---\ndate: {date}\n---\n{key} {content}\n".encode()


def lived(history: list[tuple[str, str, int | None]]) -> tuple[CrashingBucket, Index]:
    """The bucket after a history and a last run that is finished. A file that was good is not broken
    here, as its last good version would rightly stay."""
    bucket = CrashingBucket()
    good: set[str] = set()
    for key, content, calls in history:
        if content != "!":
            good.add(key)
        if key not in good or content != "!":
            put(bucket, key, content)
        if calls is not None:
            with contextlib.suppress(Unavailable):
                run(bucket, calls)
    return bucket, run(bucket)


@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_the_index_forgets_nothing_and_invents_nothing(history: list[tuple[str, str, int | None]]) -> None:
    bucket, index = lived(history)
    fresh_bucket = CrashingBucket()
    fresh_bucket.objects = {k: v for k, v in bucket.objects.items() if not k.startswith("_")}
    fresh = run(fresh_bucket)
    assert (index.articles, index.seen, index.crowded) == (fresh.articles, fresh.seen, fresh.crowded)
    assert index.site == fresh.site
    # A run that crashed may have left the receipt of a file deleted since, or of bytes that were there
    # for a moment: the ETag in it says so.
    for key, etag in index.seen.items():
        receipt, expected = (Receipt.from_json(b.objects[path_of(key)]) for b in (bucket, fresh_bucket))
        assert receipt == expected or receipt.etag != etag


@settings(max_examples=300)
@given(HISTORIES)
def test_a_run_after_a_finished_run_writes_nothing(history: list[tuple[str, str, int | None]]) -> None:
    bucket, index = lived(history)
    before = dict(bucket.objects)
    assert run(bucket) == index
    assert bucket.objects == before


@settings(max_examples=300)
@given(HISTORIES, st.lists(st.tuples(KEYS, st.sampled_from(["x", "y", "!"])), max_size=4))
def test_breaking_files_takes_no_article_away(
    history: list[tuple[str, str, int | None]], later: list[tuple[str, str]]
) -> None:
    bucket, before = lived(history)
    for key, content in later:
        put(bucket, key, content)
    after = run(bucket)
    assert set(before.by_key) <= set(after.by_key)
    assert {k: a.id for k, a in before.by_key.items()}.items() <= {
        k: a.id for k, a in after.by_key.items()
    }.items()


def test_the_bucket_of_these_tests_crashes() -> None:
    with pytest.raises(Unavailable):
        run(CrashingBucket(), calls=1)
