"""A folder, looked at as if it were the bucket: read where it is read, written to in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from datetime import datetime
from pathlib import Path

from chalicelib.content.edition import front as fronts

from billet.author import image_variants
from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.content.site import Site
from chalicelib.errors import NotFound, TooLarge
from chalicelib.markdown.link_resolver import variant_key
from chalicelib.markdown.render_report import RenderReport
from chalicelib.publishing.render_worker import Renderer


class FolderBucket:
    """The files `paths`, by key, as a `chalicelib.publishing.bucket.Bucket`.

    All are as if uploaded at `now`. `unreadable` are those the system did not let us read, and why.
    """

    def __init__(self, paths: Mapping[str, Path], now: datetime, looked: Callable[[str], object]) -> None:
        self._paths = paths
        self._now = now
        self._looked = looked
        self._etags: dict[str, str] = {}
        self._written: dict[str, bytes] = {}
        self.unreadable: dict[str, OSError] = {}

    def entries(self) -> Iterator[ListedObject]:
        """The files, and the smaller copies that pictures will have when they are published."""
        found = []
        for key, path in self._paths.items():
            try:
                status = path.stat()
            except OSError as error:
                self.unreadable[key] = error
                continue
            # It need only be another one for other bytes: to read all media would take long.
            self._etags[key] = f'"{status.st_size:x}-{status.st_mtime_ns:x}"'
            found.append(ListedObject(key, self._etags[key], status.st_size))
            if image_variants.may_have_copies(key) and not key.lower().endswith(".gif"):
                found.append(
                    ListedObject(variant_key(key, self._etags[key], image_variants.WIDTHS[0]), "", 0)
                )
        return iter(sorted(found, key=lambda entry: entry.key))

    def versions(self, prefix: str) -> Iterator[Version]:
        """None: what is on a disk is all there is."""
        del prefix
        return iter(())

    def read(self, key: str, *, largest: int = 0) -> Source:
        """A file, or what was written. Raises `NotFound`, also where it cannot be read, and `TooLarge`."""
        if key in self._written:
            return Source(key, self._written[key], "", "", self._now)
        self._looked(key)
        try:
            size = self._path(key).stat().st_size
            if largest and size > largest:
                raise TooLarge(f"{size} bytes, {largest} are allowed")
            return Source(key, self._path(key).read_bytes(), self._etags[key], "", self._now)
        except OSError as error:
            self.unreadable[key] = error
            raise NotFound(f"{key}: {error}") from error

    def head(self, key: str, length: int) -> bytes:
        """The first bytes of a file. Raises `NotFound`."""
        try:
            with self._path(key).open("rb") as file:
                return file.read(length)
        except OSError as error:
            self.unreadable[key] = error
            raise NotFound(f"{key}: {error}") from error

    def write(self, key: str, data: bytes, *, replacing: str | None = None) -> None:
        """Keep it; nobody else writes, so that no condition can fail. Receipts are in the report."""
        del replacing
        if not key.startswith("_receipts/"):
            self._written[key] = data

    def delete(self, key: str) -> None:
        """Forget what was written."""
        self._written.pop(key, None)

    def again(self, key: str) -> Source | None:
        """A file that was read before, None where it cannot be, or is none of these."""
        try:
            data = self._paths[key].read_bytes()
        except (KeyError, OSError):
            return None
        return Source(key, data, self._etags.get(key, ""), "", self._now)

    @property
    def site(self) -> Site:
        """The settings that the files were read with."""
        written = self._written.get(fronts.KEY)
        return fronts.load(written).site if written else Site()

    def _path(self, key: str) -> Path:
        if key not in self._paths:
            raise NotFound(f"there is no {key}")
        return self._paths[key]


class Chosen:
    """Renders the files that were asked for, and of those around them what has its title from its text."""

    def __init__(self, prover: Renderer, keys: Set[str]) -> None:
        self._prover, self._keys = prover, keys

    def report(self, text: str, language: str, key: str, title: str = "", summary: str = "") -> RenderReport:
        """As `Renderer` has it; an empty one for all others."""
        if title and key not in self._keys:
            return RenderReport()
        return self._prover.report(text, language, key, title, summary)
