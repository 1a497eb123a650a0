"""What a bucket says of its objects without their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.content.article import KINDS, kind_of
from chalicelib.content.media import FOLDER
from chalicelib.content.site import FILE

_FOLDERS = (*(f"{kind}/" for kind in KINDS), FOLDER)
PREFIXES = (*_FOLDERS, FILE)
"""Where in the bucket the files of a content folder are; all others are Billet's own."""


@dataclass(frozen=True)
class ListedObject:
    """An object in a list; `size` in bytes."""

    key: str
    etag: str
    size: int


@dataclass(frozen=True)
class Version:
    """One state an object had, or, where it is `deleted`, that it had none; `size` in bytes."""

    key: str
    id: str
    uploaded: datetime
    etag: str = ""
    size: int = 0
    latest: bool = False
    deleted: bool = False


def is_authors(key: str) -> bool:
    """Whether an object is a copy of a file in a content folder, or a smaller one of a picture there."""
    return key == FILE or key.startswith(_FOLDERS)


def is_text(key: str) -> bool:
    """Whether a file is one of those that are read to be published, and not a picture or the like."""
    return key == FILE or kind_of(key) is not None
