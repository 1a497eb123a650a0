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
from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.index.storage import INDEX_KEY
from chalicelib.markdown.render_report import RenderReport, render_report
from chalicelib.storage.s3 import Fetched

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class MemoryBucket:
    """Objects by key. After `calls_left` calls it stops answering; `before_save` is called once before the
    index is written."""

    objects: dict[str, bytes] = field(default_factory=dict)
    calls_left: int = 9999
    before_save: Callable[[], object] | None = None

    def entries(self) -> Iterator[ListedObject]:
        self._count()
        for key, data in sorted(self.objects.items()):
            if not key.startswith("_"):
                yield ListedObject(key, etag_of(data), len(data))

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        self._count()
        for key, data in sorted(self.objects.items()):
            if key.startswith(prefix):
                yield key, etag_of(data)

    def versions(self, prefix: str) -> Iterator[Version]:
        self._count()
        return iter(())

    def head(self, key: str, length: int, *, only: str = "") -> bytes:
        fetched = self.fetch(key, only=only)
        assert fetched is not None
        return fetched.data[:length]

    def read(self, key: str, *, largest: int = 0) -> Source:
        self._count()
        if key not in self.objects:
            raise NotFound(key)
        return Source(key, self.objects[key], etag_of(self.objects[key]), "", NOW)

    def fetch(self, key: str, *, unless: str = "", version: str = "", only: str = "") -> Fetched | None:
        source = self.read(key)
        if only and only != source.etag:
            raise Conflict(key)
        return None if unless == source.etag else Fetched(source.data, source.etag)

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        self._count()
        if key == INDEX_KEY and self.before_save:
            rival, self.before_save = self.before_save, None
            rival()
        etag = etag_of(self.objects[key]) if key in self.objects else ""
        if replacing is not None and replacing != etag:
            raise Conflict(key)
        self.objects[key] = data
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

    def report(self, text: str, language: str, key: str, title: str = "", summary: str = "") -> RenderReport:
        return self._render(text, language, key, title, summary)


RENDERER = ImmediateRenderer()
