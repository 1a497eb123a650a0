"""The names that files get in a content folder: readable, safe on every system, and each of one item."""

from __future__ import annotations

import os
import re
import unicodedata

from chalicelib.content.article import Kind
from chalicelib.content.slug import slugify

_LONGEST = 120
"""Bytes of a name in UTF-8: file systems take 255, and an ending and a number come to it."""

_LONGEST_ENDING = 16
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*#%]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices (Microsoft, "Naming Files, Paths, and Namespaces")."""


class FilePaths:
    """Gives paths, none of them twice, also where a file system ignores case. Whoever asks in the same order
    gets the same ones."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def entry(self, kind: Kind, name: str, *folders: str, suffix: str = ".md") -> str:
        """Returns the path of a text called `name` (a slug or title), such as "articles/2013/lexique.md"."""
        stem = slugify(name)[:_LONGEST].strip("-") or "sans-titre"
        return self._unique("/".join([kind, *filter(None, map(_safe, folders)), _safe(stem)]), suffix)

    def medium(self, path: str, folder: str = "media") -> str:
        """Returns the path of a medium that had `path` in a folder of media, "2022/06/Falaise.png": its
        folders and its name stay, but for signs that a system may refuse. `folder` is that of media, or a
        text's own."""
        *folders, name = [part for part in path.split("/") if part not in ("", ".", "..")] or ["media"]
        stem, dot, suffix = name.rpartition(".")
        is_ending = bool(stem) and len(suffix) < _LONGEST_ENDING and not _UNSAFE.search(suffix)
        stem, ending = (stem, dot + suffix.lower()) if is_ending else (name, "")
        return self._unique("/".join([folder, *filter(None, map(_safe, folders)), _safe(stem)]), ending)

    def _unique(self, stem: str, suffix: str) -> str:
        path, number = stem + suffix, 1
        while path.casefold() in self._taken:
            number += 1
            path = f"{stem}-{number}{suffix}"
        self._taken.add(path.casefold())
        return path


def _safe(name: str) -> str:
    """Returns a file's name without what a system may refuse; "" for one of nothing else."""
    safe = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))
    safe = safe.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore").strip(" .~")
    return f"{safe}-" if _RESERVED.match(safe) else safe


def is_safe(path: str) -> bool:
    """Whether a path stays in the folder and means one file, on any system."""
    parts = path.split("/")
    bad = any(part in ("", ".", "..") for part in parts) or "\\" in path or "\0" in path
    return not bad and not (os.name == "nt" and ":" in path)
