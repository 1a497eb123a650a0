"""The content folder on the author's machine, and a bucket that follows it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from billet.author import upload as uploads
from chalicelib.content.listing import PREFIXES, is_authors
from chalicelib.content.media import COPIES
from chalicelib.errors import StoreError
from chalicelib.storage.s3 import Bucket

log = logging.getLogger("billet.folder")


@dataclass(frozen=True)
class Change:
    """A file put into the bucket, or deleted from it."""

    key: str
    deleted: bool = False


class Folder:
    """A content folder that a bucket follows. What others put into the bucket stays, until the file
    of that name changes here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failed: list[str] = []
        """Keys that could not be uploaded at the last look."""
        self._known: dict[str, _Known] = {}

    def upload(self, bucket: Bucket) -> list[Change]:
        """Put what is new or changed here, delete what is here no longer. Returns what had to change.

        Raises `FileNotFoundError` where the whole folder is gone: more likely it is being moved
        than every article deleted.
        """
        looked_at = self.path.stat().st_ino
        here = dict(files(self.path))
        if self.path.stat().st_ino != looked_at:
            raise FileNotFoundError(f"the folder {self.path} is being replaced")
        self.failed = []
        there = {key: etag for prefix in PREFIXES for key, etag in bucket.etags(prefix)}
        changes = []
        for key, path in here.items():
            try:
                changes += self._follow(bucket, key, path, there.get(key, ""))
            except OSError as error:  # gone again, or not ours to read: a later look will see
                log.warning("not uploaded: %s", error)
            except StoreError as error:  # one file must not keep the others at home
                log.error("not uploaded: %s", error)
                self.failed.append(key)
        for key in sorted(self._known.keys() - here.keys()):
            if there.get(key) == self._known[key].etag:
                bucket.delete(key)
                changes.append(Change(key, deleted=True))
            del self._known[key]
        return changes

    def _follow(self, bucket: Bucket, key: str, path: Path, etag_there: str) -> list[Change]:
        status = path.stat()
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        known = self._known.get(key)
        if known and known.stamp == stamp:
            return []
        data = uploads.read(key, path)
        etag = uploads.etag_of(data)
        differs = etag != etag_there and not (known and known.etag == etag)
        if differs:
            uploads.put(bucket, key, data)
        self._known[key] = _Known(stamp, etag)
        return [Change(key)] if differs else []


@dataclass(frozen=True)
class _Known:
    """A file as it was when it was last uploaded, or found in the bucket: what the system says of
    it, and the ETag it has there."""

    stamp: tuple[int, ...]
    etag: str


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Key and path of every file to publish; editors' own files, hidden or ending in ~, are not, nor
    are smaller copies of pictures, which are made anew."""
    whole = folder.resolve()
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in Path(key).parts) or key.endswith("~")
        published = is_authors(key) and not key.startswith(COPIES)
        if not published or hidden or not path.is_file():
            continue
        if not path.resolve().is_relative_to(whole):
            # Whoever may add a link to a repository could publish any file of the machine that deploys it.
            log.warning("not uploaded: %s is a link that leads out of the folder", key)
            continue
        if any("\ud800" <= character <= "\udfff" for character in key):
            log.warning("not uploaded: the name of %s is not UTF-8: rename it", ascii(key))
            continue
        yield key, path
