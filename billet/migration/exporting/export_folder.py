"""The folder that an export is written into.

Files are written into a hidden folder in it, and put into their places when all are there; the list of them,
`MANIFEST`, comes last. So an interrupted run leaves what was there before, and an export without its list is
not whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from billet.author.upload import etag_of
from billet.migration.file_paths import is_safe
from billet.migration.model import Notice, Origin
from chalicelib.errors import ConfigurationError

MANIFEST = "billet-export.json"
VERSION = 1
"""Of the manifest, and of what is in the folder."""

_STAGING = ".billet-export.partial"


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export: its path in the folder, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


class ExportFolder:
    """One folder, one run, one format. Its methods may be called by many threads at once.

    Raises `ConfigurationError` for a folder that holds anything but an export of this format. What others put
    beside the files of an export stays.
    """

    def __init__(self, path: Path, export_format: str, *, is_private: bool) -> None:
        self.path, self.format = path, export_format
        self.notices: list[Notice] = []
        self.files: dict[str, ExportedFile] = {}
        self.written = 0
        """How many files had to change."""
        self.deleted = 0
        self._lock = threading.Lock()
        self._staging = path / _STAGING
        self._former = self._open(is_private=is_private)

    def write(self, path: str, data: bytes) -> bool:
        """Writes a file. Returns False, with a notice, where no such file can be written here."""
        return self.keeps(path, etag_of(data)) or self.fill(path, lambda file: file.write(data))

    def fill(self, path: str, write: Callable[[BinaryIO], object]) -> bool:
        """Writes a file as `write` does, given the open one. What that raises flies as it is."""
        if not is_safe(path) or path.split("/", maxsplit=1)[0].casefold() in (MANIFEST, _STAGING):
            return self._leave_out(path, "a name that no folder takes")
        target = self._staging / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            file = target.open("xb+")
        except FileExistsError:
            return self._leave_out(
                path, "a name that another file has as well, in other letters or as a folder"
            )
        except OSError as error:
            return self._leave_out(path, f"a name that this system does not take ({error.strerror})")
        with file:
            write(file)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with self._lock:
            self.written += 1
        return self._note(path, target.stat().st_size, digest)

    def drop(self, path: str) -> None:
        """Takes a file back that was written in this run."""
        (self._staging / path).unlink(missing_ok=True)
        with self._lock:
            self.files.pop(path, None)

    def keeps(self, path: str, etag: str) -> bool:
        """Returns whether an earlier export has these very bytes at `path`, which stay then."""
        present = self.path / path
        if path not in self._former or not present.is_file():
            return False
        data = present.read_bytes()
        return etag_of(data) == etag and self._note(path, len(data), hashlib.sha256(data).hexdigest())

    def finish(self, values: Mapping[str, object]) -> None:
        """Puts the files into their places, deletes those of the export before that are not in this one, and
        writes the manifest, which holds `values` too. Raises `OSError`."""
        (self.path / MANIFEST).unlink(missing_ok=True)
        for path in sorted(self._former - self.files.keys()):
            (self.path / path).unlink(missing_ok=True)
            self._remove_empty(PurePosixPath(path).parent)
            self.deleted += 1
        for staged in sorted(self._staging.rglob("*")):
            if staged.is_file():
                target = self.path / staged.relative_to(self._staging)
                target.parent.mkdir(parents=True, exist_ok=True)
                staged.replace(target)
        shutil.rmtree(self._staging)
        listed = [asdict(self.files[path]) for path in sorted(self.files)]
        manifest = {"format": self.format, "version": VERSION, **values, "files": listed}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        partial = self.path / f".{MANIFEST}.partial"
        partial.write_text(text + "\n", encoding="utf-8")
        partial.replace(self.path / MANIFEST)

    def _open(self, *, is_private: bool) -> set[str]:
        """Makes the folder ready, and returns the paths of the export in it."""
        folder = self.path
        if folder.exists() and not folder.is_dir():
            raise ConfigurationError(f"{folder} is no folder: name one for the export")
        folder.mkdir(mode=0o700 if is_private else 0o777, parents=True, exist_ok=True)
        former: set[str] = set()
        if (folder / MANIFEST).exists():
            manifest = read_manifest(folder)
            if manifest["format"] != self.format:
                raise ConfigurationError(
                    f"{folder} holds an export as {manifest['format']}: name another folder for {self.format}"
                )
            former = {str(file["path"]) for file in manifest["files"] if is_safe(str(file["path"]))}
        elif any(not path.name.startswith(".") for path in folder.iterdir()):
            raise ConfigurationError(
                f"{folder} holds something else than a finished export: name an empty folder"
            )
        if is_private:  # comments and messages are nobody else's to read, in a folder that was there as well
            folder.chmod(0o700)
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir()
        return former

    def _note(self, path: str, size: int, sha256: str) -> bool:
        with self._lock:
            self.files[path] = ExportedFile(path, size, sha256)
        return True

    def _leave_out(self, path: str, what: str) -> bool:
        remedy = "Rename it in the blog, or save it by 'billet backup'"
        with self._lock:
            self.notices.append(Notice(Origin(path), f"the file has {what}", remedy, left_out=True))
        return False

    def _remove_empty(self, folder: PurePosixPath) -> None:
        """Removes a folder and those around it, as far as nothing is in them."""
        for parent in (folder, *folder.parents):
            try:
                if str(parent) != ".":
                    (self.path / parent).rmdir()
            except OSError:
                return


def read_manifest(folder: Path) -> dict[str, Any]:
    """Returns the manifest of an export. Raises `ConfigurationError` where it is none that can be read."""
    file = folder / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        is_known = manifest["version"] == VERSION and all(
            isinstance(f["path"], str) for f in manifest["files"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"{file} cannot be read ({error}): export again into another folder"
        ) from error
    if not is_known:
        raise ConfigurationError(f"{file} is of another version of Billet: export again into another folder")
    return dict(manifest)
