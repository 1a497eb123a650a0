"""A folder, looked at as if it were the bucket: read where it is read, written to in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from billet.author import image_variants
from billet.author.upload import etag_of
from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.content.media import variant_key
from chalicelib.content.site import Site
from chalicelib.errors import NotFound, TooLarge
from chalicelib.index.file import open_index
from chalicelib.index.storage import INDEX_KEY
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing.render_worker import Renderer
from chalicelib.storage.s3 import Fetched


class FolderBucket:
    """The files `paths`, by key, as a `chalicelib.publishing.bucket.Bucket`.

    All are as if uploaded at `now`. `on_read` is called with each key that is read; `unreadable` are the
    files the system did not let us read, and why.
    """

    def __init__(self, paths: Mapping[str, Path], now: datetime, on_read: Callable[[str], object]) -> None:
        self._paths = paths
        self._now = now
        self._on_read = on_read
        self._etags: dict[str, str] = {}
        self._written: dict[str, bytes] = {}
        self.unreadable: dict[str, OSError] = {}

    def objects(self) -> Iterator[ListedObject]:
        """Returns the files, and the smaller copies that pictures will have when they are published."""
        listed = []
        for key, path in self._paths.items():
            try:
                status = path.stat()
            except OSError as error:
                self.unreadable[key] = error
                continue
            # It need only be another one for other bytes: to read all media would take long.
            etag = self._etags[key] = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
            listed.append(ListedObject(key, etag, status.st_size))
            if image_variants.has_variants(key) and not key.lower().endswith(".gif"):
                listed.append(ListedObject(variant_key(key, etag, image_variants.WIDTHS[0]), "", 0))
        return iter(sorted(listed, key=lambda stored: stored.key))

    def versions(self, prefix: str) -> Iterator[Version]:
        """None: a disk has no other versions."""
        del prefix
        return iter(())

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        """None: before a first run nothing was derived from the files."""
        del prefix
        return iter(())

    def fetch(
        self, key: str, *, if_none_match: str = "", version: str = "", if_match: str = ""
    ) -> Fetched | None:
        """Returns what was written; nobody else writes, so that it never changes. Raises `NotFound`."""
        del if_none_match, version, if_match
        if key not in self._written:
            raise NotFound(f"there is no {key}")
        return Fetched(self._written[key], etag_of(self._written[key]))

    def read(self, key: str, *, max_bytes: int = 0) -> Source:
        """A file. Raises `NotFound`, also where it cannot be read, and `TooLarge`."""
        self._on_read(key)
        with self._readable(key) as path:
            size = path.stat().st_size
            if max_bytes and size > max_bytes:
                raise TooLarge(f"{key} has {size} bytes, {max_bytes} are allowed", etag=self._etags[key])
            return Source(key, path.read_bytes(), self._etags[key], "", self._now)

    def head(self, key: str, length: int, *, if_match: str = "") -> bytes:
        """Returns the first bytes of a file, whatever its ETag is by now. Raises `NotFound`."""
        del if_match
        with self._readable(key) as path, path.open("rb") as file:
            return file.read(length)

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> str:
        """Keeps bytes in memory and returns their ETag; nobody else writes, so that no condition can fail."""
        del replacing
        self._written[key] = data
        return etag_of(data)

    def delete(self, key: str) -> None:
        """Forget what was written."""
        self._written.pop(key, None)

    def reread(self, key: str) -> Source | None:
        """A file that was read before, None where it cannot be read."""
        try:
            data = self._paths[key].read_bytes()
        except (KeyError, OSError):
            return None
        return Source(key, data, self._etags.get(key, ""), "", self._now)

    @property
    def site(self) -> Site:
        """The settings that the files were read with."""
        if INDEX_KEY not in self._written:
            return Site()
        with open_index(self._written[INDEX_KEY]) as index:
            return index.site

    @contextmanager
    def _readable(self, key: str) -> Iterator[Path]:
        """The path of a file. Raises `NotFound` where it cannot be read, and notes why."""
        if key not in self._paths:
            raise NotFound(f"there is no {key}")
        try:
            yield self._paths[key]
        except OSError as error:
            self.unreadable[key] = error
            raise NotFound(f"{key}: {error}") from error


class ChosenRenderer:
    """Renders the files with these keys, and of the others those that have their title from their text."""

    def __init__(self, renderer: Renderer, keys: Set[str]) -> None:
        self._renderer, self._keys = renderer, keys

    def report(
        self, text: str, language: str, key: str, title: str = "", summary: str = "", *, math: bool = False
    ) -> RenderReport:
        """As `Renderer` has it; an empty report for all others."""
        if title and key not in self._keys:
            return RenderReport()
        return self._renderer.report(text, language, key, title, summary, math=math)
