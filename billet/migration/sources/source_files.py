"""Files of a source: read whole, unpacked where they are compressed, and never from outside their folder."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from chalicelib.errors import ConfigurationError

MAX_BYTES = 1_000_000_000
"""Bytes of an unpacked file: the texts of the largest blogs are a tenth of it."""

_GZIP = b"\x1f\x8b"
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
"""What reading raises, where a packed file is damaged, or has a password."""


def beginning(path: Path, length: int = 4096) -> bytes:
    """Returns the first bytes of a file, unpacked; nothing where they cannot be read, or it is a pipe, of
    which nobody knows when it ends."""
    if not path.is_file():
        return b""
    try:
        with unpacked(path) as content:
            return content.read(length)
    except UNREADABLE:
        return b""


def read_whole(path: Path) -> bytes:
    """Returns the bytes of a file, unpacked. Raises `ConfigurationError` where it cannot be read."""
    with readable(str(path)), unpacked(path) as content:
        data = content.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ConfigurationError(f"{path} has more than {MAX_BYTES // 10**9} GB: export it in parts")
    return data


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Raises `ConfigurationError` where a file of this `name` cannot be read."""
    try:
        yield
    except UNREADABLE as error:
        raise ConfigurationError(f"{name} cannot be read ({error}): export it once more") from error


def unpacked(path: Path) -> IO[bytes]:
    """Opens a file, and in a ZIP that holds one file alone, that one."""
    with path.open("rb") as file:
        mark = file.read(2)
    if mark == b"PK":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) == 1:
                return archive.open(names[0])
    return cast(IO[bytes], gzip.open(path)) if mark == _GZIP else path.open("rb")


def text_of(data: bytes) -> str:
    """Returns bytes as text: by their mark, else as UTF-8, else as windows-1252."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def file_in(folder: Path | None, path: str) -> Path | None:
    """Returns the file at `path` below `folder`, None where there is none or where it lies outside, also by
    a symbolic link."""
    if folder is None:
        return None
    try:
        file = (folder / path.lstrip("/\\")).resolve()
        return file if file.is_file() and file.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):  # a name too long, a NUL in it
        return None
