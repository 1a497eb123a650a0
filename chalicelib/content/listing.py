"""The entries of a bucket's lists, and which of its objects are the author's files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.content.article import KINDS, kind_of
from chalicelib.content.media import FOLDER
from chalicelib.content.site import FILE

_FOLDERS = (*(f"{kind}/" for kind in KINDS), FOLDER)
PREFIXES = (*_FOLDERS, FILE)
"""The prefixes of the files of a content folder; all other keys are Billet's own."""


@dataclass(frozen=True)
class ListedObject:
    """An object in a list; `size` in bytes."""

    key: str
    etag: str
    size: int


@dataclass(frozen=True)
class Version:
    """One version of an object, or its deletion, where it is `deleted`; `size` in bytes."""

    key: str
    id: str
    uploaded: datetime
    etag: str = ""
    size: int = 0
    latest: bool = False
    deleted: bool = False


def is_authors(key: str) -> bool:
    """Whether an object is a file of a content folder, or a smaller copy of a picture in it."""
    return key == FILE or key.startswith(_FOLDERS)


def is_text(key: str) -> bool:
    """Whether a file is read to be published, as pictures and the like are not."""
    return key == FILE or kind_of(key) is not None
