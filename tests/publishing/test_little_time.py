"""A run that has little time does a part, and those that follow do the rest."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.index.articles import all_articles, ids
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import state_of
from chalicelib.index.receipts import receipt_of
from chalicelib.index.storage import load
from chalicelib.publishing import Report, reconcile
from tests.publishing.index_contents import contents_of, receipts_in
from tests.publishing.memory_bucket import NOW, RENDERER, MemoryBucket

ARTICLES = [f"articles/{name}.md" for name in "abcde"]
KEYS = st.sampled_from([*ARTICLES, "pages/a.md", "site.toml"])
CONTENTS = st.sampled_from(["x", "y", "s", "t", ""])


def put(bucket: MemoryBucket, key: str, content: str) -> None:
    """Uploads a file of which the content is a letter, and deletes it where there is none."""
    if content == "":
        bucket.contents.pop(key, None)
    elif key == "site.toml":
        bucket.contents[key] = b'language = "en"' if content in "xs" else b'timezone = "UTC"'
    else:  # with the key in it: renames are tested by themselves
        bucket.contents[key] = f"---\ntags: [{content}]\ndate: 2026-01-01\n---\n{key} {content}\n".encode()


def run(bucket: MemoryBucket, seconds: float = 900) -> Report:
    bucket.calls_left = 9999
    return reconcile(bucket, lambda: NOW, RENDERER, time_left=lambda: seconds, pause=lambda _: None)


def hurried(bucket: MemoryBucket) -> IndexFile:
    """The index after a run that has time for one file."""
    run(bucket, seconds=0)
    return load(bucket)


def many() -> MemoryBucket:
    bucket = MemoryBucket()
    for key in ARTICLES:
        put(bucket, key, "x")
    return bucket


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(KEYS, CONTENTS, st.integers(0, 2)), max_size=12))
def test_runs_without_time_end_where_one_with_time_does(history: list[tuple[str, str, int]]) -> None:
    bucket = MemoryBucket()
    for key, content, runs in history:
        put(bucket, key, content)
        for _ in range(runs):
            hurried(bucket)
    for _ in range(9):
        index = hurried(bucket)
    fresh = MemoryBucket({key: data for key, data in bucket.contents.items() if not key.startswith("_")})
    run(fresh)
    assert contents_of(index) == contents_of(load(fresh))
    assert receipts_in(index, NOW, with_history=False) == receipts_in(load(fresh), NOW, with_history=False)
    before = dict(bucket.contents)
    assert hurried(bucket).etag == index.etag
    assert bucket.contents == before


def test_a_run_says_what_it_has_left_for_a_later_one(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "billet")
    bucket = many()
    report = run(bucket, seconds=0)
    assert (report.left, [receipt.key for receipt in report.receipts]) == (4, ARTICLES[:1])
    assert "1 files are read, 4 are left" in caplog.text
    assert not state_of(load(bucket)).complete
    rest = run(bucket)
    assert (rest.left, [receipt.key for receipt in rest.receipts]) == (0, ARTICLES[1:])
    assert rest.generation == report.generation == 1, "it is the same state of the bucket"
    assert state_of(load(bucket)).complete


def test_another_language_reaches_all_files_however_many_runs_that_takes() -> None:
    bucket = many()
    run(bucket)
    put(bucket, "site.toml", "x")
    for number in range(1, 6):
        languages = [article.language for article in all_articles(hurried(bucket))]
        assert languages == ["en"] * number + ["fr"] * (5 - number)


def test_articles_that_move_to_another_folder_keep_their_ids_however_many_runs_that_takes() -> None:
    bucket = many()
    run(bucket)
    before = set(ids(load(bucket)).values())
    for key in ARTICLES:
        bucket.contents[key.replace("articles/", "articles/2026/")] = bucket.contents.pop(key)
    index = hurried(bucket)
    assert len(ids(index)) == len(ARTICLES), "none goes before it is known who it has become"
    for _ in ARTICLES:
        index = hurried(bucket)
    assert set(ids(index).values()) == before
    assert all(key.startswith("articles/2026/") for key in ids(index))


def test_who_waits_for_an_address_is_not_forgotten_for_lack_of_time() -> None:
    bucket = MemoryBucket()
    for name in "abcf":
        bucket.contents[f"articles/{name}.md"] = f"---\nslug: s\ndate: 2026-01-01\n---\n{name}\n".encode()
    run(bucket)
    del bucket.contents["articles/a.md"]
    put(bucket, "articles/d.md", "x")
    put(bucket, "articles/e.md", "x")
    for _ in range(9):
        index = hurried(bucket)
    assert [article.key for article in all_articles(index) if article.slug == "s"] == ["articles/b.md"]
    assert state_of(index).complete


def test_a_copy_that_waits_for_the_address_of_its_original_is_that_file_renamed() -> None:
    bucket = MemoryBucket({f"articles/{name}.md": b"---\nslug: s\n---\nText.\n" for name in "ab"})
    run(bucket)
    del bucket.contents["articles/a.md"]
    put(bucket, "articles/d.md", "x")
    for _ in range(2):
        index = hurried(bucket)
    assert ids(index) == {"articles/b.md": "articles/a", "articles/d.md": "articles/d"}


def test_links_are_not_called_dead_before_all_files_are_read() -> None:
    bucket = many()
    bucket.contents[ARTICLES[0]] += b"[e](e.md) [none](none.md)\n"
    receipt = receipt_of(hurried(bucket), ARTICLES[0], NOW)
    assert receipt is not None
    assert receipt.warnings == ()
    run(bucket)
    receipt = receipt_of(load(bucket), ARTICLES[0], NOW)
    assert receipt is not None
    assert [(warning.code, "none.md" in warning.message) for warning in receipt.warnings] == [
        ("dead-link", True)
    ]


def test_a_text_left_for_later_keeps_its_last_good_version() -> None:
    bucket = many()
    run(bucket)
    for key in ARTICLES:
        put(bucket, key, "y")
    assert [article.tags for article in all_articles(hurried(bucket))] == [("y",), *[("x",)] * 4]
