"""Another version of the code left an index: ids and redirects outlive it, and nothing is a 404 meanwhile."""

from __future__ import annotations

import gzip
import sqlite3
from datetime import timedelta

import pytest

from chalicelib.errors import Unavailable
from chalicelib.index.articles import all_articles, ids
from chalicelib.index.cache import IndexCache
from chalicelib.index.heartbeat import check_health
from chalicelib.index.redirects import redirect_for
from chalicelib.index.storage import INDEX_KEY, load
from chalicelib.publishing import Report, reconcile
from chalicelib.services import Services
from tests.conftest import Author, Calls
from tests.publishing.memory_bucket import NOW, RENDERER, MemoryBucket

NEWER, OLDER = "_index/site-7.sqlite.gz", "_index/site-0.sqlite.gz"


def article(name: str, slug: str = "") -> bytes:
    return f"---\ntitle: {name}\nslug: {slug or name}\ndate: 2026-01-01\n---\nText of {name}.\n".encode()


def run(bucket: MemoryBucket, seconds: float = 900) -> Report:
    return reconcile(bucket, lambda: NOW, RENDERER, time_left=lambda: seconds, pause=lambda _: None)


def of_another_version(index: bytes) -> bytes:
    """An index with nothing but the three tables that all versions have."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(gzip.decompress(index))
    connection.execute("PRAGMA user_version = 7")
    connection.execute("CREATE TABLE kept AS SELECT * FROM ids")
    connection.execute("DROP VIEW ids")
    connection.execute("ALTER TABLE kept RENAME TO ids")
    for table in ("articles", "files", "state"):
        connection.execute(f"DROP TABLE {table}")
    database = connection.serialize()
    connection.close()
    return gzip.compress(database)


@pytest.fixture(params=[NEWER, OLDER])
def bucket(request: pytest.FixtureRequest) -> MemoryBucket:
    """A bucket that code of another version has published: a file was renamed, one has moved, one is gone."""
    bucket = MemoryBucket({f"articles/{name}.md": article(name) for name in "abcd"})
    bucket.contents["articles/undated.md"] = b"# Undated\n\nText.\n"
    run(bucket)
    bucket.contents["articles/renamed.md"] = bucket.contents.pop("articles/a.md")
    bucket.contents["articles/c.md"] = article("c", "moved")
    del bucket.contents["articles/d.md"]
    run(bucket)
    bucket.contents[request.param] = of_another_version(bucket.contents.pop(INDEX_KEY))
    return bucket


def test_ids_former_paths_and_retired_ids_are_handed_on(bucket: MemoryBucket) -> None:
    report = reconcile(bucket, lambda: NOW + timedelta(days=9), RENDERER)
    assert len(report.receipts) == 4, "all files are read again"
    index = load(bucket)
    assert ids(index)["articles/renamed.md"] == "articles/a"
    for path, key in (("/articles/c", "articles/c.md"), ("/articles/a.html", "articles/renamed.md")):
        target = redirect_for(index, NOW, path)
        assert target is not None
        assert target.key == key
    (undated,) = [a for a in all_articles(index) if a.dated_by_upload]
    assert undated.date == NOW
    bucket.contents["articles/d.md"] = article("d")
    bucket.contents["articles/x.md"] = article("x").replace(b"slug", b"id: articles/c\nslug")
    run(bucket)
    assert ids(load(bucket))["articles/d.md"] == "articles/d"
    assert ids(load(bucket))["articles/x.md"] == "articles/c~"


def test_the_newest_of_others_is_taken_that_can_be_read(bucket: MemoryBucket) -> None:
    bucket.contents["_index/site-99.sqlite.gz"] = b"damaged"
    bucket.contents["_index/site-7.sqlite.gz.part"] = b"another file"
    run(bucket)
    assert ids(load(bucket))["articles/renamed.md"] == "articles/a"


@pytest.mark.parametrize("seconds", [900, 0])
def test_nothing_is_saved_before_all_is_read_or_time_is_out(
    bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr("chalicelib.publishing.parsing.MAX_BATCH_FILES", 1)
    saved: list[str] = []
    write = bucket.write

    def note(key: str, data: bytes, *, replacing: str | None = None) -> str:
        saved.append(key)
        return write(key, data, replacing=replacing)

    monkeypatch.setattr(bucket, "write", note)
    report = run(bucket, seconds)
    assert saved == [INDEX_KEY]
    assert (report.left, len(ids(load(bucket)))) == ((0, 4) if seconds else (3, 1))
    run(bucket)
    assert ids(load(bucket)).keys() == {f"articles/{name}.md" for name in ("b", "c", "renamed", "undated")}
    assert ids(load(bucket))["articles/renamed.md"] == "articles/a"


def test_a_cold_reader_waits_meanwhile_and_a_new_blog_is_empty(
    author: Author, blog: Services, calls: Calls
) -> None:
    cache = IndexCache(blog.bucket, blog.clock, timedelta(seconds=60))
    assert all_articles(cache.current().value) == []
    author.publishes(a=article("a").decode())
    index = blog.bucket.read(INDEX_KEY).data
    blog.bucket.delete(INDEX_KEY)
    blog.bucket.write(OLDER, of_another_version(index))
    calls.take()
    for _ in range(2):
        with pytest.raises(Unavailable, match="is not there yet"):
            IndexCache(blog.bucket, blog.clock, timedelta(seconds=60)).current()
        assert calls.take() == ["GetObject", "ListObjectsV2"]
    assert check_health(blog.bucket, blog.clock).status == "unavailable"
    author.reconciles()
    calls.take()
    cold = IndexCache(blog.bucket, blog.clock, timedelta(seconds=60))
    assert [a.key for a in all_articles(cold.current().value)] == ["articles/a.md"]
    assert calls.take() == ["GetObject"]
