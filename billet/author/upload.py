"""A file of the author's as it should lie in the bucket."""

from __future__ import annotations

import hashlib
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from billet.author.strip_gps import without_location
from billet.author.strip_gps.bmff import is_heic
from chalicelib.content.listing import is_text
from chalicelib.content.media import A_DAY, DOWNLOAD, FOLDER, type_of
from chalicelib.errors import BilletError
from chalicelib.index.media_receipts import HEIC_REMEDY, NOT_SHOWN
from chalicelib.storage.s3 import Bucket

LARGE = 2**25
"""Bytes of a file beyond which it is read alone: 16 films at once would not fit into memory."""

_large_files = threading.Lock()


@dataclass(frozen=True)
class Upload:
    """A file and its object in the bucket: `etag` quoted, as S3 gives it."""

    key: str
    path: Path
    etag: str

    @classmethod
    def of(cls, key: str, path: Path) -> Upload:
        """Read a file for its ETag. Raises `OSError`, `RefusedFile`."""
        with _turn(path):
            return cls(key, path, etag_of(read(key, path)))


class RefusedFile(BilletError):
    """A file is not uploaded, since readers could not see it."""


def read(key: str, path: Path) -> bytes:
    """The bytes to upload: those of the file, without the place a picture or a film was taken at.

    Raises `OSError`, and `RefusedFile` for a picture that browsers do not show, whatever its name says.
    """
    data = path.read_bytes()
    if is_text(key):
        return data
    if is_heic(data):
        raise RefusedFile(f"{NOT_SHOWN}. {HEIC_REMEDY}.")
    return without_location(data)


def send(bucket: Bucket, upload: Upload) -> str:
    """Put a file into the bucket as it is now, and return its ETag. Raises `OSError`, `RefusedFile`,
    `StoreError`."""
    with _turn(upload.path):
        data = read(upload.key, upload.path)
        put(bucket, upload.key, data)
        return etag_of(data)


def put(bucket: Bucket, key: str, data: bytes, *, replacing: str | None = None) -> None:
    """Put bytes as readers should get them, through the functions or straight from a CDN; `replacing`
    as `Bucket.write` has it."""
    content_type = type_of(key)
    public = key.startswith(FOLDER)
    bucket.write(
        key,
        data,
        replacing=replacing,
        content_type=content_type,
        cache_control=A_DAY if public else "",
        disposition="attachment" if public and content_type == DOWNLOAD else "",
    )


def etag_of(data: bytes) -> str:
    """The ETag of an object put in one part: its MD5 (Amazon S3 API reference, "Object")."""
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def _turn(path: Path) -> threading.Lock | nullcontext[None]:
    return _large_files if path.stat().st_size > LARGE else nullcontext()
