"""The index in the bucket: loaded, and written over what was loaded or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from chalicelib.errors import NotFound, Unavailable
from chalicelib.index.file import SCHEMA_VERSION, IndexFile, open_index

FOLDER = "_index/"
"""Where in the bucket all that is derived lies."""

INDEX_KEY = f"{FOLDER}site-{SCHEMA_VERSION}.sqlite.gz"

_ANY_VERSION = re.compile(rf"{re.escape(FOLDER)}site-(\d+)\.sqlite\.gz")


class Fetched(Protocol):
    """What a bucket gives of an object."""

    @property
    def data(self) -> bytes: ...

    @property
    def etag(self) -> str: ...


class ReadableBucket(Protocol):
    """What reading needs of a bucket; `chalicelib.storage.s3.Bucket` is the one on AWS."""

    def fetch(
        self, key: str, *, if_none_match: str = "", version: str = "", if_match: str = ""
    ) -> Fetched | None:
        """Returns an object, of `version` or with ETag `if_match` where these are given.

        None where its ETag is still `if_none_match`. Raises `NotFound`, `Conflict` where its ETag is not
        `if_match`, and `Unavailable`.
        """

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Returns key and ETag of every object below `prefix`. Raises `Unavailable`."""


def other_versions(bucket: ReadableBucket) -> dict[int, str]:
    """Returns the keys of indexes that code before or after this one has written, by schema version."""
    keys = (key for key, _ in bucket.etags(f"{FOLDER}site-"))
    matches = (match for key in keys if key != INDEX_KEY and (match := _ANY_VERSION.fullmatch(key)))
    return {int(match[1]): match[0] for match in matches}


def require_nothing_published(bucket: ReadableBucket) -> None:
    """Raises `Unavailable` where only another version of the code has published: what this one does not know
    yet is not missing."""
    if versions := other_versions(bucket):
        what = f"{INDEX_KEY} is not there yet, and {', '.join(sorted(versions.values()))} is"
        raise Unavailable(what, log_summary=what)


def fetch_if_any(bucket: ReadableBucket, key: str, *, version: str = "") -> Fetched | None:
    """Returns an object, None where there is none or it was deleted meanwhile. Raises `Unavailable`."""
    try:
        return bucket.fetch(key, version=version)
    except NotFound:
        return None


def load(bucket: ReadableBucket) -> IndexFile:
    """Returns the index in the bucket. Raises `NotFound` where nothing was ever published, `Unavailable`, and
    `Corrupt` where it cannot be read."""
    try:
        fetched = bucket.fetch(INDEX_KEY)
    except NotFound:
        require_nothing_published(bucket)
        raise
    if fetched is None:
        raise NotFound(f"{INDEX_KEY} was not sent")
    return open_index(fetched.data, fetched.etag)
