"""What a search goes through is mended by itself."""

from __future__ import annotations

import pytest

from chalicelib.content.edition.flat import key_of
from chalicelib.publishing import stocking
from tests.publishing.test_histories import CrashingBucket
from tests.publishing.test_little_time import put, run


def test_a_search_database_that_was_lost_is_made_again_though_nothing_else_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stocking, "MOST", 1)
    bucket = CrashingBucket()
    for name in "abc":
        put(bucket, f"articles/{name}.md", "x")
    base = run(bucket).stock.base
    assert base
    del bucket.objects[key_of(base)]
    for name in "ab":
        put(bucket, f"articles/{name}.md", "y")
    assert run(bucket).stock.base == "", "there was nothing to amend"
    stock = run(bucket).stock
    assert stock.lacking == ()
    assert key_of(stock.base) in bucket.objects
    before = dict(bucket.objects)
    run(bucket)
    assert bucket.objects == before
