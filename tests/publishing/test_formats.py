"""What a version of old left in the bucket is where the next one begins."""

from __future__ import annotations

import gzip
import json

import pytest
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER

from chalicelib.content import index as indexes
from tests.publishing.test_histories import CrashingBucket
from tests.publishing.test_little_time import put, run


@pytest.fixture
def bucket() -> CrashingBucket:
    """A bucket as 0.2 left it: its index in one object of JSON, and a file that was renamed."""
    bucket = CrashingBucket()
    put(bucket, "articles/a.md", "x")
    put(bucket, "articles/b.md", "x")
    run(bucket)
    bucket.objects["articles/new.md"] = bucket.objects.pop("articles/a.md")
    del bucket.objects["articles/b.md"]
    document = json.loads(gzip.decompress(indexes.dump(run(bucket)))) | {"format": 1}
    for name in ("gists", "kin", "tables", "kept", "stock"):
        del document[name]
    bucket.objects = {key: data for key, data in bucket.objects.items() if not key.startswith(FOLDER)}
    bucket.objects[fronts.KEY] = json.dumps(document).encode()
    return bucket


def test_articles_keep_their_ids_when_the_format_of_the_index_changes(bucket: CrashingBucket) -> None:
    index = run(bucket)
    assert [(article.key, article.id) for article in index.articles] == [("articles/new.md", "articles/a")]
    assert index.gone == {"articles/b.md": "articles/b"}
    assert index.generation == 3
    assert index.gists.keys() == {"articles/new.md"}, "the file was read again"


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": 1}', b'{"format": 7}', b"\xff"])
def test_what_nobody_understands_is_written_anew(bucket: CrashingBucket, data: bytes) -> None:
    bucket.objects[fronts.KEY] = data
    assert [article.id for article in run(bucket).articles] == ["articles/new"]
