"""The index as a warm instance keeps it."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from pytest_mock import MockerFixture

from chalicelib.errors import Corrupt
from chalicelib.index.cache import IndexCache
from chalicelib.index.storage import INDEX_KEY
from chalicelib.index.writer import IndexWriter
from tests.conftest import FrozenClock
from tests.publishing.memory_bucket import MemoryBucket


def test_an_index_that_fails_in_a_query_is_loaded_again(clock: FrozenClock, mocker: MockerFixture) -> None:
    bucket = MemoryBucket({INDEX_KEY: IndexWriter.of(None).packed()})
    cache = IndexCache(bucket, clock, timedelta(minutes=1))
    damaged = cache.current().value
    assert cache.current().value is damaged
    mocker.patch.object(damaged, "_execute", side_effect=sqlite3.DatabaseError("malformed"))
    with pytest.raises(Corrupt):
        damaged.number("SELECT generation FROM state")
    assert cache.current().value.number("SELECT generation FROM state") == 0


def test_an_object_that_is_no_index_takes_nothing_from_who_has_one(clock: FrozenClock) -> None:
    bucket = MemoryBucket({INDEX_KEY: IndexWriter.of(None).packed()})
    cache = IndexCache(bucket, clock, timedelta(0))
    first = cache.current().value
    bucket.contents[INDEX_KEY] = b"no index"
    cached = cache.current()
    assert (cached.value, cached.stale) == (first, True)
