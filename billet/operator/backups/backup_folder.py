"""The folder that a backup is written into.

A finished backup stays whole until the next one in the same folder is finished: a file that changed is
put beside the one before. ``journal.jsonl`` tells a run that goes on after an interruption what was fetched.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from billet import file_lock
from billet.operator.backups import archive
from billet.operator.backups.archive import FOLDERS, MANIFEST, TABLES, File, Manifest, Role, StoredObject
from billet.project import write
from chalicelib.errors import ConfigurationError

JOURNAL = "journal.jsonl"


class BackupFolder:
    """One folder, one run. Its methods may be called by many threads at once.

    Raises `ConfigurationError` for a folder that holds anything but a backup of this very bucket, or that
    another run is writing into.
    """

    def __init__(self, folder: Path, stage: str, bucket: str) -> None:
        self._folder = folder
        self._known: dict[tuple[Role, str, str], StoredObject] = {}
        self._finished: dict[str, str] = {}
        """Path and SHA-256 of each file of the backup that is finished."""
        self._lock = threading.Lock()
        self.fetched = 0
        """How many objects came in this run."""
        self._open(stage, bucket)

    def close(self) -> None:
        """Lets another run write into the folder."""
        self._journal.close()

    def get(self, role: Role, key: str, etag: str, modified: str) -> StoredObject | None:
        """Returns an object that was fetched before and is undamaged; "" stands for any time."""
        stored = self._known.get((role, key, etag))
        same = stored and modified in ("", stored.modified)
        return stored if stored and same and archive.is_intact(self._folder, stored.file) else None

    def save(self, path: str, chunks: Iterable[bytes]) -> File:
        """Writes a file at `path`, or near it where the backup before has another one there."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + "~partial")
        sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
        with partial.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                sha256.update(chunk)
                md5.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        digest = sha256.hexdigest()
        if self._finished.get(path, digest) != digest:
            stem, dot, suffix = target.name.partition(".")
            path = str(PurePosixPath(path).with_name(f"{stem}~{digest[:12]}{dot}{suffix}"))
        partial.replace(self._folder / path)
        return File(path, size, digest, md5.hexdigest())

    def read(self, file: File) -> bytes:
        """Returns the bytes of a file."""
        return (self._folder / file.path).read_bytes()

    def note(self, stored: StoredObject) -> None:
        """Writes an object that was fetched into the journal."""
        with self._lock:
            self._journal.write(json.dumps(asdict(stored)) + "\n")
            self._journal.flush()
            self.fetched += 1

    def finish(self, manifest: Manifest) -> int:
        """Makes it the backup of this folder. Returns how many files of the one before were deleted."""
        archive.save(self._folder, manifest)
        paths = {file.path for file in manifest.files()}
        deleted = 0
        for root in FOLDERS:
            for path in sorted((self._folder / root).rglob("*"), reverse=True):  # files before their folder
                if path.is_dir() and not path.is_symlink():
                    if not any(path.iterdir()):
                        path.rmdir()
                elif path.relative_to(self._folder).as_posix() not in paths:
                    path.unlink()
                    deleted += 1
        (self._folder / JOURNAL).unlink()
        return deleted

    def _open(self, stage: str, bucket: str) -> None:
        folder, journal = self._folder, self._folder / JOURNAL
        if folder.exists() and not folder.is_dir():
            raise ConfigurationError(f"{folder} is no folder: name one for the backup")
        # Comments and messages are nobody else's to read.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / MANIFEST).exists():
            manifest = archive.load(folder)
            self._check_origin(manifest.stage, manifest.bucket, stage, bucket)
            self._add(manifest.objects)
            self._finished = {file.path: file.sha256 for file in manifest.files()}
        elif not journal.exists() and any(
            not path.name.startswith(".") and path.name != f"{JOURNAL}.partial" for path in folder.iterdir()
        ):
            raise ConfigurationError(f"{folder} holds something else than a backup: name an empty folder")
        if not journal.exists():
            write(journal, json.dumps([stage, bucket]) + "\n")
        (folder / TABLES).mkdir(mode=0o700, exist_ok=True)
        # An interruption may have cut a character in two: the run that goes on ignores that line.
        self._journal = journal.open("r+", encoding="utf-8", errors="replace")
        try:
            self._read_journal(stage, bucket)
        except BaseException:
            self._journal.close()
            raise

    def _read_journal(self, stage: str, bucket: str) -> None:
        try:
            file_lock.lock(self._journal)
        except BlockingIOError as error:
            raise ConfigurationError(f"another backup is being written into {self._folder}") from error
        first, *lines = self._journal.read().split("\n")
        try:
            written_stage, written_bucket = json.loads(first)
        except (ValueError, TypeError) as error:
            path = self._folder / JOURNAL
            raise ConfigurationError(f"{path} is damaged: delete it, or name another folder") from error
        self._check_origin(written_stage, written_bucket, stage, bucket)
        for line in lines:
            try:
                self._add([archive.object_of(json.loads(line))])
            except (ValueError, TypeError, KeyError):
                continue  # the interruption came in the middle of this line
        if lines and lines[-1]:
            self._journal.write("\n")

    def _add(self, objects: Iterable[StoredObject]) -> None:
        self._known.update({(stored.role, stored.key, stored.etag): stored for stored in objects})

    def _check_origin(self, stage: str, bucket: str, expected_stage: str, expected_bucket: str) -> None:
        if (stage, bucket) != (expected_stage, expected_bucket):
            raise ConfigurationError(
                f"{self._folder} holds the backup of another blog (stage {stage}, bucket {bucket}): name "
                "another folder"
            )
