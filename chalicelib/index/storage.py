"""The index in the bucket: loaded, and written over what was loaded or not at all."""

from __future__ import annotations

from typing import Protocol

from chalicelib.errors import NotFound
from chalicelib.index.file import SCHEMA_VERSION, IndexFile, open_index

FOLDER = "_index/"
"""Where in the bucket all that is derived lies."""

INDEX_KEY = f"{FOLDER}site-{SCHEMA_VERSION}.sqlite.gz"


class Fetched(Protocol):
    """What a bucket gives of an object."""

    @property
    def data(self) -> bytes: ...

    @property
    def etag(self) -> str: ...


class ReadableBucket(Protocol):
    """What reading needs of a bucket; `chalicelib.storage.s3.Bucket` is the one on AWS."""

    def fetch(self, key: str, *, unless: str = "", version: str = "", only: str = "") -> Fetched | None:
        """Returns an object, of `version` or with ETag `only` where these are given.

        None where its ETag is still `unless`. Raises `NotFound`, `Conflict` where its ETag is not `only`, and
        `Unavailable`.
        """


def load(bucket: ReadableBucket) -> IndexFile:
    """Returns the index in the bucket. Raises `NotFound` where nothing was ever published, `Unavailable`, and
    `Corrupt` where it cannot be read."""
    fetched = bucket.fetch(INDEX_KEY)
    if fetched is None:
        raise NotFound(f"{INDEX_KEY} was not sent")
    return open_index(fetched.data, fetched.etag)
