"""An index that opens and is damaged inside."""

from __future__ import annotations

import gzip

from chalicelib.index.storage import INDEX_KEY
from chalicelib.publishing import reconcile
from tests.publishing.memory_bucket import NOW, RENDERER, MemoryBucket


def blog() -> MemoryBucket:
    """A bucket with twenty published articles."""
    bucket = MemoryBucket({f"articles/{number}.md": text(number) for number in range(20)})
    reconcile(bucket, lambda: NOW, RENDERER)
    return bucket


def text(number: int) -> bytes:
    return f"---\ntitle: T{number}\ndate: 2026-01-01\ntags: [x]\n---\nWords.\n".encode()


def test_publishing_goes_on_whatever_page_is_damaged() -> None:
    bucket = blog()
    database = gzip.decompress(bucket.contents[INDEX_KEY])
    bucket.contents["articles/new.md"] = text(21)
    for start in range(4096, len(database), 4096):
        damaged = database[:start] + b"\xff" * 64 + database[start + 64 :]
        bucket.contents[INDEX_KEY] = gzip.compress(damaged)
        assert reconcile(bucket, lambda: NOW, RENDERER).receipts
