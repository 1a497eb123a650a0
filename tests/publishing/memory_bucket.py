"""A bucket of a few lines, thousands of times as fast as one behind HTTP, that crashes and races when told
to.

What S3 itself does is proven with the real client elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.errors import Conflict, NotFound, TooLarge, Unavailable
from chalicelib.index.storage import INDEX_KEY
from chalicelib.markdown.render_report import RenderReport, render_report
from chalicelib.storage.s3 import Fetched

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class MemoryBucket:
    """A bucket in memory; `contents` holds the bytes of its objects by key.

    After `calls_left` calls it stops answering; `before_save` is called once before the index is written.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    calls_left: int = 9999
    before_save: Callable[[], object] | None = None

    def objects(self) -> Iterator[ListedObject]:
        self._count()
        for key, data in sorted(self.contents.items()):
            if not key.startswith("_"):
                yield ListedObject(key, etag_of(data), len(data))

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        self._count()
        for key, data in sorted(self.contents.items()):
            if key.startswith(prefix):
                yield key, etag_of(data)

    def versions(self, prefix: str) -> Iterator[Version]:
        self._count()
        return iter(())

    def head(self, key: str, length: int, *, if_match: str = "") -> bytes:
        fetched = self.fetch(key, if_match=if_match)
        assert fetched is not None
        return fetched.data[:length]

    def read(self, key: str, *, max_bytes: int = 0) -> Source:
        self._count()
        if key not in self.contents:
            raise NotFound(key)
        data = self.contents[key]
        if max_bytes and len(data) > max_bytes:
            raise TooLarge(key, etag=etag_of(data))
        return Source(key, data, etag_of(data), "", NOW)

    def fetch(
        self, key: str, *, if_none_match: str = "", version: str = "", if_match: str = ""
    ) -> Fetched | None:
        source = self.read(key)
        if if_match not in ("", source.etag):
            raise Conflict(key)
        return None if if_none_match == source.etag else Fetched(source.data, source.etag)

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        self._count()
        if key == INDEX_KEY and self.before_save:
            rival, self.before_save = self.before_save, None
            rival()
        etag = etag_of(self.contents[key]) if key in self.contents else ""
        if replacing is not None and replacing != etag:
            raise Conflict(key)
        self.contents[key] = data
        return etag_of(data)

    def _count(self) -> None:
        if self.calls_left == 0:
            raise Unavailable("crash")
        self.calls_left -= 1


def etag_of(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


class ImmediateRenderer:
    """Texts rendered in this very process, each once."""

    def __init__(self) -> None:
        self._render = cache(render_report)

    def report(
        self, text: str, language: str, key: str, title: str = "", summary: str = "", *, math: bool = False
    ) -> RenderReport:
        return self._render(text, language, key, title, summary, math=math)


RENDERER = ImmediateRenderer()
