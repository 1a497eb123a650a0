"""The content folder on the author's machine, and the bucket made equal to it."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chalicelib.content.article import KINDS
from chalicelib.content.site import FILE
from chalicelib.storage.s3 import Bucket

PREFIXES = (*(f"{kind}/" for kind in KINDS), "media/", FILE)
"""The keys of the bucket that are the folder's; all others are Billet's own."""


@dataclass(frozen=True)
class Change:
    """A file put into the bucket, or deleted from it."""

    key: str
    deleted: bool = False


def upload(folder: Path, bucket: Bucket) -> list[Change]:
    """Make the bucket hold what the folder holds. Returns what had to change."""
    there = {key: etag for prefix in PREFIXES for key, etag in bucket.etags(prefix)}
    here = dict(files(folder))
    changes = []
    for key, path in here.items():
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # gone again: a later look will see to it
            continue
        # The ETag of an object put in one part is its MD5 (Amazon S3 API reference, "Object").
        if there.get(key) != f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"':
            kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
            bucket.write(key, data, content_type="text/markdown" if key.endswith(".md") else kind)
            changes.append(Change(key))
    for key in there.keys() - here.keys():
        bucket.delete(key)
        changes.append(Change(key, deleted=True))
    return changes


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Key and path of every file to publish; editors' own files, hidden or ending in ~, are not."""
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in Path(key).parts) or key.endswith("~")
        if key.startswith(PREFIXES) and not hidden and path.is_file():
            yield key, path
