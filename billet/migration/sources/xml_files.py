"""The files of an export: one, several in a folder, compressed or not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from billet.migration.sources.source_files import UNREADABLE, readable, unpacked
from chalicelib.errors import ConfigurationError

LARGEST = 2 * 1024**3
"""Bytes of one file, uncompressed, beyond which it is not read."""

_FIRST = 8192
"""Bytes in which a file says what it is."""

_NAMES = (".xml", ".xml.gz", ".atom", ".zip")


@dataclass(frozen=True)
class SourceFile:
    """A file of XML. `name` is for people."""

    name: str
    open: Callable[[], IO[bytes]]

    def first(self) -> bytes:
        """Returns its first bytes, none where it cannot be read."""
        try:
            with self.open() as file:
                return file.read(_FIRST)
        except UNREADABLE:
            return b""

    def lines(self) -> Iterator[bytes]:
        """Yields its lines. Raises `ConfigurationError` where it cannot be read, or is too large."""
        size = 0
        with readable(self.name), self.open() as file:
            for line in file:
                size += len(line)
                if size > LARGEST:
                    raise ConfigurationError(
                        f"{self.name} has more than {LARGEST // 1024**3} GB: export in parts"
                    )
                yield line


def xml_files(path: Path) -> list[SourceFile]:
    """Returns the XML files at `path`, a file or folder, in the order of their names. Raises
    `ConfigurationError` for an archive that cannot be opened."""
    if path.is_dir():
        paths = sorted(
            child for child in path.iterdir() if child.name.lower().endswith(_NAMES) and child.is_file()
        )
        return [file for child in paths for file in xml_files(child)]
    if path.name.lower().endswith(".zip"):
        return list(_in_archive(path))
    return [SourceFile(str(path), lambda: unpacked(path))]


def has_mark(path: Path, is_marked: Callable[[bytes], bool]) -> bool:
    """Returns whether a file at `path` begins with what `is_marked` knows. Never raises."""
    try:
        return any(is_marked(file.first()) for file in xml_files(path))
    except (ConfigurationError, OSError):
        return False


def _in_archive(path: Path) -> Iterator[SourceFile]:
    with readable(str(path)), zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.lower().endswith((".xml", ".atom")))
    for name in names:
        yield SourceFile(f"{path}/{name}", partial(_open_in_archive, path, name))


def _open_in_archive(path: Path, name: str) -> IO[bytes]:
    """Opens a file of an archive, which stays open as long as that."""
    with zipfile.ZipFile(path) as archive:
        return archive.open(name)
