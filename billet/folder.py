"""The content folder on the author's machine, and a bucket that follows it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from billet.author import upload as uploads
from billet.author.upload import RefusedFile
from chalicelib.content.listing import PREFIXES, is_content_file
from chalicelib.content.media import COPIES, variant_key
from chalicelib.errors import ConfigurationError, StoreError
from chalicelib.storage.s3 import Bucket

log = logging.getLogger("billet.folder")

_FEW = 10
"""Keys up to which the bucket is asked for each of them, and not for a list of all it has."""

_CLOCK_TICK_NS = 100_000_000
"""A file that was written so short a time ago may be written again without another modification time."""


@dataclass(frozen=True)
class Change:
    """A file put into the bucket, or deleted from it."""

    key: str
    deleted: bool = False


@dataclass(frozen=True)
class _UploadedFile:
    """A file as it was when it was last uploaded, or compared with the bucket: what the system says of it,
    and the ETag its object got."""

    stamp: tuple[int, ...]
    etag: str


DEMO = ".demo"
"""The file that marks a folder as the demo's."""


def require_own(folder: Path) -> None:
    """Raises `ConfigurationError` for the demo's folder: nobody publishes its articles as their own."""
    if (folder / DEMO).exists():
        raise ConfigurationError(
            f"{folder} is the demo blog: begin your own with 'billet init FOLDER', then publish it with "
            f"--content FOLDER. Where its articles are yours by now, delete {folder / DEMO}"
        )


class Folder:
    """A content folder that a bucket follows. What others put into the bucket stays, until the file
    of that name changes in the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._uploaded: dict[str, _UploadedFile] = {}

    def upload(self, bucket: Bucket) -> list[Change]:
        """Put what is new or changed, delete what is gone, and return what had to change in the bucket.

        Every file is looked at, and only those that changed since the last call are read. Raises
        `FileNotFoundError` where the whole folder is gone: more likely it is being moved than every
        article deleted.
        """
        inode = self.path.stat().st_ino
        paths = dict(files(self.path))
        if self.path.stat().st_ino != inode:
            raise FileNotFoundError(f"the folder {self.path} is being replaced")
        stamps = {key: _stamp(path) for key, path in paths.items()}
        changed = [key for key in paths if not self._is_uploaded(key, stamps[key])]
        deleted = sorted(self._uploaded.keys() - paths.keys())
        etags = _etags(bucket, [*changed, *deleted])
        changes = []
        for key in changed:
            try:
                changes += self._put(bucket, key, paths[key], stamps[key], etags.get(key, ""))
            except OSError as error:  # gone again, or not ours to read: the next look will see
                log.warning("not uploaded: %s", error)
            except RefusedFile as error:
                log.warning("not uploaded: %s: %s", key, error)
                # The bucket keeps the picture of that name before, until the file goes.
                existing_etag = self._uploaded[key].etag if key in self._uploaded else ""
                self._uploaded[key] = _UploadedFile(stamps[key], existing_etag)
            except StoreError as error:  # one file must not keep the others from being uploaded
                log.error("not uploaded: %s", error)
        for key in deleted:
            if etags.get(key) == self._uploaded[key].etag:
                bucket.delete(key)
                changes.append(Change(key, deleted=True))
                _delete_copies(bucket, key)
            del self._uploaded[key]
        return changes

    def _is_uploaded(self, key: str, stamp: tuple[int, ...]) -> bool:
        return bool(stamp) and key in self._uploaded and self._uploaded[key].stamp == stamp

    def _put(
        self, bucket: Bucket, key: str, path: Path, stamp: tuple[int, ...], existing_etag: str
    ) -> list[Change]:
        before = self._uploaded.get(key)
        data = uploads.read(key, path)
        etag = uploads.etag_of(data)
        differs = etag != existing_etag and not (before and before.etag == etag)
        if differs:
            uploads.put(bucket, key, data)
        self._uploaded[key] = _UploadedFile(stamp, etag)
        return [Change(key)] if differs else []


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Key and path of every file to publish, by key; editors' own files, hidden or ending in ~, are not, nor
    are smaller copies of pictures, which are made anew."""
    root = folder.resolve()
    for key, path in sorted(_candidates(folder)):
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            # Whoever may add a link to a repository could publish any file of the machine that deploys it.
            log.warning("not uploaded: %s is a link that leads out of the folder", key)
        elif not is_unicode(key):
            log.warning("not uploaded: the name of %s is not UTF-8: rename it", ascii(key))
        elif path.is_file():
            yield key, path


def is_unicode(name: str) -> bool:
    """Whether the name of a file is UTF-8 on the disk."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _candidates(folder: Path) -> Iterator[tuple[str, Path]]:
    """Key and path of everything that has the name of a file to publish."""
    for parent, folders, names in os.walk(folder):
        prefix = f"{parent}/"[len(f"{folder}/") :].replace(os.sep, "/")
        folders[:] = [name for name in folders if name[0] != "." and is_content_file(f"{prefix}{name}/")]
        for name in names:
            key = prefix + name
            if is_content_file(key) and not key.startswith(COPIES) and name[0] != "." and name[-1] != "~":
                yield key, Path(parent, name)


def _stamp(path: Path) -> tuple[int, ...]:
    """What differs once a file was written again; () where that is not certain."""
    try:
        status = path.stat()
    except OSError:
        return ()
    if time.time_ns() - status.st_mtime_ns < _CLOCK_TICK_NS:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _delete_copies(bucket: Bucket, key: str) -> None:
    """Delete all smaller copies of a picture, or the card of an article."""
    folder = variant_key(key, "", 0).rpartition("/")[0]
    for copy, _ in list(bucket.etags(f"{folder}/")):
        bucket.delete(copy)


def _etags(bucket: Bucket, keys: Sequence[str]) -> dict[str, str]:
    """The ETags that the bucket has of these keys, and maybe of others."""
    prefixes = keys if len(keys) <= _FEW else PREFIXES
    return {key: etag for prefix in prefixes for key, etag in bucket.etags(prefix)}
