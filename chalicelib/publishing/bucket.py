"""What publishing needs of a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version


class Bucket(Protocol):
    """`chalicelib.storage.s3.Bucket` is the one on AWS. Every method raises `Unavailable`."""

    def entries(self) -> Iterator[ListedObject]:
        """All that authors put there, in the order of the keys."""

    def read(self, key: str, *, largest: int = 0) -> Source:
        """An object. Raises `NotFound`, and `TooLarge` for more bytes than `largest`."""

    def head(self, key: str, length: int) -> bytes:
        """The first `length` bytes of an object, or all it has. Raises `NotFound`."""

    def versions(self, prefix: str) -> Iterator[Version]:
        """All states of the objects below `prefix`, by key, the newest first."""

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> None:
        """Put an object: only over ETag `replacing`, only where there is none if it is "".

        Raises `Conflict` where that does not hold.
        """

    def delete(self, key: str) -> None:
        """Delete an object, if it is there."""
