"""A run that has little time does a part, and those that follow do the rest."""

from __future__ import annotations

import json

from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of
from chalicelib.content.index import Index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.content import index as indexes
from chalicelib.content.receipt import path_of
from chalicelib.publishing import reconcile
from tests.publishing.test_histories import HERE, NOW, Author, CrashingBucket

ARTICLES = [f"articles/{name}.md" for name in "abcde"]
KEYS = st.sampled_from([*ARTICLES, "pages/a.md", "site.toml"])
CONTENTS = st.sampled_from(["x", "y", ""])


def put(bucket: CrashingBucket, key: str, content: str) -> None:
    """Upload a file of which the content is a letter, and delete it where there is none."""
    if content == "":
        bucket.objects.pop(key, None)
    elif key == "site.toml":
        bucket.objects[key] = {"x": b'title = "X"', "y": b'language = "en"'}[content]
    else:  # with the name in it: renames are tested by themselves
        bucket.objects[key] = f"---\ndate: 2026-01-01\n---\n{key} {content}\n".encode()


def run(bucket: CrashingBucket) -> Index:
    """A run that has all the time it needs."""
    return Author(bucket).runs()


def hurried(bucket: CrashingBucket) -> Index:
    """A run that has time for one file."""
    bucket.left = 999
    reconcile(bucket, lambda: NOW, HERE, time_left=lambda: 0, pause=lambda _: None)
    front = fronts.load(bucket.objects[fronts.KEY])
    return indexes.load(bucket.objects[key_of(front.index)])


def afresh(bucket: CrashingBucket) -> Index:
    """The index of the same files, made from nothing."""
    other = CrashingBucket()
    other.objects = {key: data for key, data in bucket.objects.items() if not key.startswith("_")}
    return run(other)


STEPS = st.lists(st.tuples(KEYS, CONTENTS, st.integers(0, 2)), max_size=12)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_runs_without_time_end_where_one_with_time_does(history: list[tuple[str, str, int]]) -> None:
    bucket = CrashingBucket()
    for key, content, runs in history:
        put(bucket, key, content)
        for _ in range(runs):
            hurried(bucket)
    for _ in range(9):
        index = hurried(bucket)
    fresh = afresh(bucket)
    assert (index.articles, index.seen, index.crowded) == (fresh.articles, fresh.seen, fresh.crowded)
    assert (index.gists, index.kin, index.unmet) == (fresh.gists, fresh.kin, fresh.unmet)
    assert index.tables == fresh.tables
    assert index.stock.lacking == ()
    before = dict(bucket.objects)
    assert hurried(bucket) == index
    assert bucket.objects == before


def test_articles_that_move_to_another_folder_keep_their_ids_however_many_runs_that_takes() -> None:
    bucket = CrashingBucket()
    for key in ARTICLES:
        put(bucket, key, "x")
    ids = {article.id for article in run(bucket).articles}
    for key in ARTICLES:
        bucket.objects[key.replace("articles/", "articles/2026/")] = bucket.objects.pop(key)
    index = hurried(bucket)
    assert len(index.articles) == len(ARTICLES), "none goes before it is known who it has become"
    for _ in ARTICLES:
        index = hurried(bucket)
    assert {article.id for article in index.articles} == ids
    assert {article.key for article in index.articles} == index.seen.keys()


def test_a_receipt_for_which_there_is_no_time_is_written_by_a_later_run() -> None:
    bucket = CrashingBucket()
    for key in ARTICLES:
        bucket.objects[key] = f"---\ndate: 2026-01-01\n---\n{key} [a](new.md)\n".encode()
    run(bucket)
    put(bucket, "articles/new.md", "x")
    for _ in range(2 * len(ARTICLES)):
        index = hurried(bucket)
    assert index.unmet == {}
    for key in ARTICLES:
        assert json.loads(bucket.objects[path_of(key)])["warnings"] == []


def test_what_is_missing_may_come_while_its_text_waits_to_be_read() -> None:
    bucket = CrashingBucket()
    for key in ARTICLES:
        bucket.objects[key] = f"---\ndate: 2026-01-01\n---\n{key} ![A](../media/new.webp)\n".encode()
    run(bucket)
    for key in ARTICLES:
        bucket.objects[key] += b"More.\n"
    bucket.objects["media/new.webp"] = b"x"
    for _ in ARTICLES:
        index = hurried(bucket)
    assert index.unmet == {}
