"""What publishing needs of a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.index.storage import ReadableBucket


class Bucket(ReadableBucket, Protocol):
    """`chalicelib.storage.s3.Bucket` is the one on AWS. Every method raises `Unavailable`."""

    def entries(self) -> Iterator[ListedObject]:
        """Returns all that authors put there, in the order of the keys."""

    def read(self, key: str, *, largest: int = 0) -> Source:
        """Returns an object. Raises `NotFound`, and `TooLarge` for more bytes than `largest`."""

    def head(self, key: str, length: int, *, only: str = "") -> bytes:
        """Returns the first `length` bytes of an object, or all it has. Raises `NotFound`, and `Conflict`
        where its ETag is not `only`."""

    def versions(self, prefix: str) -> Iterator[Version]:
        """Returns all states of the objects below `prefix`, by key, the newest first."""

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        """Puts an object: only over ETag `replacing`, only where there is none if it is "". Returns its ETag.

        Raises `Conflict` where that does not hold.
        """
