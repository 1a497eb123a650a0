"""The bucket as publishing uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.index.storage import ReadableBucket


class Bucket(ReadableBucket, Protocol):
    """`chalicelib.storage.s3.Bucket` is the one on AWS. Every method raises `Unavailable`."""

    def objects(self) -> Iterator[ListedObject]:
        """Returns the objects that authors uploaded, in the order of the keys."""

    def read(self, key: str, *, max_bytes: int = 0) -> Source:
        """Returns an object. Raises `NotFound`, and `TooLarge` above `max_bytes` (0: no limit)."""

    def head(self, key: str, length: int, *, if_match: str = "") -> bytes:
        """Returns the first `length` bytes of an object, or all it has. Raises `NotFound`, and `Conflict`
        where its ETag is not `if_match`."""

    def versions(self, prefix: str) -> Iterator[Version]:
        """Returns the versions of the objects below `prefix`, by key, the newest first."""

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        """Writes an object and returns its ETag.

        Where `replacing` is an ETag, writes only over the object that has it; where it is "", only where no
        object exists. Raises `Conflict` otherwise.
        """
