"""Listings of the bucket, and the kinds of objects in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.content import site, theme
from chalicelib.content.article import KINDS, kind_of
from chalicelib.content.media import FOLDER

SETTINGS = (site.FILE, theme.FILE)
"""The keys of the files that hold for the whole site."""

_FOLDERS = (*(f"{kind}/" for kind in KINDS), FOLDER)
PREFIXES = (*_FOLDERS, *SETTINGS)
"""The prefixes of the keys of a content folder's files; Billet derives the objects of all other keys."""


@dataclass(frozen=True)
class ListedObject:
    """An object of a listing; `size` in bytes."""

    key: str
    etag: str
    size: int


@dataclass(frozen=True)
class Version:
    """A version of an object, or a delete marker where `deleted`; `size` in bytes."""

    key: str
    id: str
    uploaded: datetime
    etag: str = ""
    size: int = 0
    latest: bool = False
    deleted: bool = False


def is_content_file(key: str) -> bool:
    """Returns whether an object is a file of a content folder or a smaller copy of a picture in it."""
    return key in SETTINGS or key.startswith(_FOLDERS)


def is_text(key: str) -> bool:
    """Returns whether a file is parsed when it is published: an article, a page, or one of `SETTINGS`."""
    return key in SETTINGS or kind_of(key) is not None
