"""What a bucket says of its objects without their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
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
