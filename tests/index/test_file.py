"""The bytes of an index: what is none is refused, and what is one is read by many and changed by nobody."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.content.site import Site
from chalicelib.errors import Corrupt, Unavailable
from chalicelib.index.articles import all_articles
from chalicelib.index.file import MAX_BYTES, IndexFile, empty_index, open_index, unpacked
from chalicelib.index.lists import newest, total
from tests.conftest import NOW
from tests.index.examples import article, database_of, index_of, packed_index
from tests.publishing.index_contents import contents_of

PACKED = packed_index(map(article, "abc"))
DATABASE = database_of(PACKED)


def changed_by(*statements: str) -> bytes:
    """The index after some statements."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(DATABASE)
    for statement in statements:
        connection.execute(statement)
    database = connection.serialize()
    connection.close()
    return gzip.compress(database)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not gzip", id="words"),
        pytest.param(DATABASE, id="not-compressed"),
        pytest.param(gzip.compress(b""), id="empty"),
        pytest.param(gzip.compress(b"no database"), id="no-database"),
        pytest.param(gzip.compress(DATABASE[:5000]), id="half-a-database"),
        pytest.param(PACKED[:-1], id="short"),
        pytest.param(PACKED[: len(PACKED) // 2], id="half"),
        pytest.param(PACKED + b"more", id="long"),
        pytest.param(changed_by("PRAGMA application_id = 7"), id="of-another-application"),
        pytest.param(changed_by("PRAGMA user_version = 2"), id="of-another-version"),
        pytest.param(changed_by("DROP TABLE state"), id="without-a-table"),
        pytest.param(changed_by("DELETE FROM state"), id="without-a-row"),
    ],
)
def test_what_is_no_index_is_refused_as_a_store_that_fails(data: bytes) -> None:
    with pytest.raises(Corrupt) as caught:
        open_index(data)
    assert isinstance(caught.value, Unavailable)
    assert caught.value.log_summary.startswith("the index")


@settings(max_examples=50)
@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_an_index_with_another_byte_is_refused_or_the_same(position: int, difference: int) -> None:
    data = bytearray(PACKED)
    data[position] ^= difference
    try:
        index = open_index(bytes(data))
    except Corrupt:
        return
    assert contents_of(index) == contents_of(open_index(PACKED))


def test_a_small_object_that_unpacks_to_more_than_memory_is_refused() -> None:
    compressor = zlib.compressobj(1, zlib.DEFLATED, 31)
    mebibyte = bytes(2**20)
    data = b"".join(compressor.compress(mebibyte) for _ in range(MAX_BYTES // 2**20 + 1))
    with pytest.raises(Corrupt, match="not whole"):
        open_index(data + compressor.flush())


def test_a_question_that_cannot_be_answered_is_a_damaged_index() -> None:
    with pytest.raises(Corrupt):
        open_index(PACKED).rows("SELECT nothing FROM nowhere")


def test_nobody_changes_what_readers_have() -> None:
    index = open_index(PACKED)
    with pytest.raises(Corrupt):
        index.rows("DELETE FROM articles")
    assert total(index, NOW) == 3


def test_many_threads_ask_one_index() -> None:
    index = open_index(PACKED)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: newest(index, NOW, 10), range(200)))
    assert answers == answers[:1] * 200
    assert len(answers[0]) == 3


def test_an_index_is_closed_with_the_last_reference_to_it() -> None:
    connection = unpacked(PACKED)
    index = IndexFile(connection)
    kept_by_a_request = index
    del index
    assert total(kept_by_a_request, NOW) == 3
    del kept_by_a_request
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")


def test_who_asks_a_closed_index_is_told_so() -> None:
    with open_index(PACKED) as index:
        assert total(index, NOW) == 3
    with pytest.raises(Corrupt):
        total(index, NOW)


def test_before_anything_is_published_there_is_an_index_of_nothing() -> None:
    index = empty_index()
    assert (index.etag, index.generation, index.site, all_articles(index)) == ("", 0, Site(), [])


def test_the_settings_are_in_the_index() -> None:
    site = Site(title="T\0", language="en", timezone="Asia/Tokyo", frames=("a", "b"))
    assert index_of([], site=site).site == site
