"""An index whose files were put into another bucket, where they have other ETags and versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chalicelib.index.file import open_index
from chalicelib.index.writer import IndexWriter


def good_versions(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Returns key, ETag and version of every article that readers see an older version of than the bucket
    has: the newest cannot be published. Raises `Corrupt`."""
    with open_index(data) as index:
        rows = index.rows(
            "SELECT key, articles.etag, version FROM articles JOIN files USING (key) "
            "WHERE articles.etag <> files.etag ORDER BY key"
        )
    yield from ((row[0], row[1], row[2]) for row in rows)


def relocate(data: bytes, placed: Mapping[tuple[str, str], tuple[str, str]]) -> bytes:
    """Returns an index, as it lies in a bucket, with the ETags and versions that files have in another one.

    `placed` has the new ETag and version of each file by its key and old ETag. The digest of the list is
    forgotten: the next run of publishing compares all. Raises `Corrupt`.
    """
    writer = IndexWriter.of(data)
    with writer.transaction():
        for (key, etag), (new_etag, version) in placed.items():
            writer.relocate(key, etag, new_etag, version)
        writer.forget_listing()
    return writer.packed()
