"""Files that are deployed with the code: the stylesheet, the icons."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from chalicelib.web.responses import Page

FOLDER = Path(__file__).parent / "static"

STYLESHEET = "style.css"
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".ico": "image/x-icon"}


@cache
def data(name: str) -> Page:
    """Returns the bytes of a file in the folder. Raises `FileNotFoundError`, also for a path out of it."""
    if name not in {path.name for path in FOLDER.iterdir()}:
        raise FileNotFoundError(name)
    return Page((FOLDER / name).read_bytes())


@cache
def hashed(name: str) -> str:
    """Returns the name with a digest of the content in it: ``style.3f2a….css``."""
    return with_digest(name, data(name))


def with_digest(name: str, content: bytes) -> str:
    """Returns a name with a digest of this content in it."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{suffix}"


def plain(name: str) -> str:
    """Returns the name without the digest. A name of an older deployment leads to the file of this one:
    a kept page finds a style."""
    return re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name, flags=re.ASCII)
