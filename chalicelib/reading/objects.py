"""The objects of an edition, as far as this instance has had to load them."""

from __future__ import annotations

import json
from typing import Any, Protocol

from chalicelib.caching import Cache, Clock
from chalicelib.content.edition.flat import key_of
from chalicelib.content.edition.front import ELSEWHERE, Unreadable
from chalicelib.errors import NotFound

KEPT = 64
"""How many objects a warm instance keeps: at some 40 KB each, 10 MB of it."""


class Fetched(Protocol):
    """What a bucket gives of an object."""

    @property
    def data(self) -> bytes: ...

    @property
    def etag(self) -> str: ...


class Bucket(Protocol):
    """What reading needs of a bucket."""

    def fetch(self, key: str, *, unless: str = "", version: str = "", only: str = "") -> Fetched | None:
        """An object, of `version` or with ETag `only` where these are given.

        None when its ETag is still `unless`. Raises `NotFound`, `Conflict` where its ETag is not
        `only`, and `Unavailable`.
        """


def bytes_of(bucket: Bucket, name: str) -> bytes:
    """An object of an edition. Raises `Unavailable`: what an edition names is there."""
    try:
        fetched = bucket.fetch(key_of(name))
    except NotFound as error:
        raise Unreadable(f"{key_of(name)} is gone", log_summary="an object of the index is gone") from error
    assert fetched is not None, "the request was not conditional"
    return fetched.data


class Objects:
    """The objects that were loaded last. They never change, and so never grow old."""

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket = bucket
        self._cache: Cache[str, Any] = Cache(KEPT, clock, what="object")

    def get(self, name: str) -> Any:
        """What an object holds. Raises `Unavailable`."""
        return self._cache.get(name, lambda _: self._load(name)).value

    def text(self, place: str) -> str:
        """A text of the front, or of the object that it names in its place. Raises `Unavailable`."""
        return self.get(place.removeprefix(ELSEWHERE)) if place.startswith(ELSEWHERE) else place

    def _load(self, name: str) -> Any:
        try:
            return json.loads(bytes_of(self._bucket, name))
        except ValueError as error:
            raise Unreadable(
                f"{key_of(name)}: {error}", log_summary="an object of the index is damaged"
            ) from error
