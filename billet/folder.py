"""The content folder on the author's machine, and the bucket made equal to it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chalicelib.content.article import KINDS
from chalicelib.content.media import A_DAY, DOWNLOAD, type_of
from chalicelib.content.site import FILE
from chalicelib.errors import StoreError
from chalicelib.storage.s3 import Bucket

log = logging.getLogger("billet.folder")

_FOLDERS = (*(f"{kind}/" for kind in KINDS), "media/")
PREFIXES = (*_FOLDERS, FILE)
"""Where in the bucket the folder's files are; all others are Billet's own."""


@dataclass(frozen=True)
class Change:
    """A file put into the bucket, or deleted from it."""

    key: str
    deleted: bool = False
    size: int = 0


class Folder:
    """A content folder that a bucket is kept equal to. What others put into the bucket stays."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failed: list[str] = []
        """Keys that could not be uploaded at the last look."""
        self._seen: set[str] = set()

    def upload(self, bucket: Bucket) -> list[Change]:
        """Put what is new or changed, delete what was here before. Returns what had to change.

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
                data = path.read_bytes()
            except OSError as error:  # gone again, or not ours to read: a later look will see
                log.warning("not uploaded: %s", error)
                continue
            # The ETag of an object put in one part is its MD5 (Amazon S3 API reference, "Object").
            if there.get(key) != f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"':
                try:
                    put(bucket, key, data)
                except StoreError as error:  # one file must not keep the others at home
                    log.error("not uploaded: %s", error)
                    self.failed.append(key)
                    continue
                changes.append(Change(key, size=len(data)))
        for key in sorted((self._seen & there.keys()) - here.keys()):
            bucket.delete(key)
            changes.append(Change(key, deleted=True))
        self._seen |= here.keys()
        return changes


def put(bucket: Bucket, key: str, data: bytes) -> None:
    """Put a file as readers should get it, through the functions or straight from a CDN."""
    kind = type_of(key)
    public = key.startswith("media/")
    bucket.write(
        key,
        data,
        content_type=kind,
        cache_control=A_DAY if public else "",
        disposition="attachment" if public and kind == DOWNLOAD else "",
    )


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Key and path of every file to publish; editors' own files, hidden or ending in ~, are not."""
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in Path(key).parts) or key.endswith("~")
        published = key == FILE or key.startswith(_FOLDERS)
        if not published or hidden or not path.is_file():
            continue
        if any("\ud800" <= character <= "\udfff" for character in key):
            log.warning("not uploaded: the name of %s is not UTF-8: rename it", ascii(key))
            continue
        yield key, path
