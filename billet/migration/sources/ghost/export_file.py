"""Ghost's export: a file of JSON, alone, in a folder or in a ZIP, with the folder ``content`` beside it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from billet.migration.sources.source_files import MAX_BYTES, beginning, file_in, read_whole, text_of
from chalicelib.errors import ConfigurationError

Row = Mapping[str, Any]

_MARK = re.compile(rb'\s*\{\s*(?:"db"\s*:\s*\[\s*\{\s*)?"(?:meta|data)"\s*:')
_OF_GHOST = re.compile(rb'"exported_on"|"posts"\s*:\s*\[')


class ExportFile:
    """An export that is open: its tables, and the files beside it."""

    def __init__(self, path: Path, pictures: Path | None = None) -> None:
        """Opens an export at `path`. Raises `ConfigurationError` where there is none."""
        self._archive = _archive(path)
        self._folder = path if path.is_dir() else path.parent
        self._pictures = pictures
        self.name, data = next(iter(self._exports(path)), ("", b""))
        if not self.name:
            raise ConfigurationError(
                f"{path} holds no export of Ghost: make one in its settings, under Export"
            )
        try:
            document = json.loads(text_of(data))
        except (ValueError, RecursionError) as error:
            raise ConfigurationError(f"{self.name} is damaged ({error}): export once more") from error
        database = _dict(document).get("db")
        export = _dict(database[0] if isinstance(database, list) and database else document)
        self.version = str(_dict(export.get("meta")).get("version") or "")
        self._tables = _dict(export.get("data")) or export

    def _exports(self, path: Path) -> Iterator[tuple[str, bytes]]:
        if self._archive:
            for name in self._archive.namelist():
                if name.endswith(".json") and is_export(data := self._unpacked(name)):
                    yield name, data
        else:
            for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
                if is_export(beginning(file)):
                    yield file.name, read_whole(file)

    def rows(self, table: str) -> list[Row]:
        """Returns the rows of a table, none where the export does not have it."""
        rows = self._tables.get(table) or []
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def text(self, *names: str) -> tuple[str, str]:
        """Returns name and text of the first of some files beside the export that is there, else two empty
        ones."""
        for name in names:
            if self._archive:
                inner = next(
                    (path for path in self._archive.namelist() if f"/{path}".endswith(f"/{name}")), ""
                )
                if inner:
                    return inner, text_of(self._unpacked(inner))
            elif file := file_in(self._folder, name) or file_in(self._folder, f"content/data/{name}"):
                return name, text_of(read_whole(file))
        return "", ""

    def medium(self, path: str) -> Path | bytes | None:
        """Returns the file that Ghost had at `path` below ``content/``, None where it is not there. In the
        folder of pictures it may be with all its folders, or from that of its kind on."""
        below = path.partition("/")[2]
        for folder, name in (
            (self._pictures, path),
            (self._pictures, f"content/{path}"),
            (self._pictures, below),
            (self._folder, f"content/{path}"),
            (self._folder, path),
        ):
            if file := file_in(folder, name):
                return file
        names = self._archive.namelist() if self._archive else []
        inner = next((name for name in names if f"/{name}".endswith(f"/{path}")), "")
        return self._unpacked(inner) if inner else None

    def _unpacked(self, name: str) -> bytes:
        assert self._archive
        if self._archive.getinfo(name).file_size > MAX_BYTES:
            raise ConfigurationError(f"{name} is too large for a ZIP: unpack it, and name its folder")
        try:
            return self._archive.read(name)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise ConfigurationError(f"{name} cannot be unpacked ({error}): export once more") from error


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def is_export(data: bytes) -> bool:
    """Whether a file that begins with `data` is one of Ghost's export."""
    return bool(_MARK.match(data.removeprefix(b"\xef\xbb\xbf"))) and bool(_OF_GHOST.search(data[:4096]))


def recognises(path: Path) -> bool:
    """Whether a file, folder or ZIP holds an export."""
    if path.is_dir():
        return any(is_export(beginning(file)) for file in path.glob("*.json"))
    archive = _archive(path)
    if not archive:
        return is_export(beginning(path))
    try:
        for name in archive.namelist():
            if name.endswith(".json"):
                with archive.open(name) as file:
                    if is_export(file.read(4096)):
                        return True
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    return False


def _archive(path: Path) -> zipfile.ZipFile | None:
    try:
        return zipfile.ZipFile(path) if path.is_file() and zipfile.is_zipfile(path) else None
    except (OSError, zipfile.BadZipFile):
        return None
