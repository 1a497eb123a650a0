"""A backup being made: what lies in its folder already, and what comes to it.

A finished backup stays whole until the next one in the same folder is finished: a file that
changed is put beside the one before. ``journal.jsonl`` tells a run that was interrupted, and is
started again, what is there.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from billet.operator.backups import archive
from billet.operator.backups.archive import FOLDERS, FORMAT, MANIFEST, TABLES, File, Manifest, Role, Stored
from billet.project import write
from chalicelib.errors import ConfigurationError

JOURNAL = "journal.jsonl"


class BackupWriter:
    """One folder, one run. Its methods may be called by many threads at once.

    Raises `ConfigurationError` for a folder that holds anything but a backup of this very bucket,
    or that another run is writing into.
    """

    def __init__(self, folder: Path, stage: str, bucket: str) -> None:
        self._folder = folder
        self._known: dict[tuple[Role, str], Stored] = {}
        self._finished: dict[str, str] = {}
        """Path and SHA-256 of each file of the backup that is whole."""
        self._writing = threading.Lock()
        self.noted = 0
        """How many objects came in this run."""
        header = {"format": FORMAT, "stage": stage, "bucket": bucket}
        self._open(header)
        # An interruption may have cut a character in two: that line is none anyway.
        self._journal = (folder / JOURNAL).open("r+", encoding="utf-8", errors="replace")
        try:
            self._read_journal(header)
        except BaseException:
            self._journal.close()
            raise

    def __enter__(self) -> BackupWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._journal.close()

    def held(self, role: Role, key: str, is_the_same: Callable[[Stored], bool]) -> Stored | None:
        """What lies here of an object already, if it is the same and undamaged."""
        stored = self._known.get((role, key))
        whole = stored and is_the_same(stored) and archive.is_whole(self._folder, stored.file)
        return stored if whole else None

    def save(self, wanted: str, chunks: Iterable[bytes]) -> File:
        """Write a file at the path `wanted`, or near it where the backup before has another there."""
        path = self._folder / wanted
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + "~partial")
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
        if self._finished.get(wanted, digest) != digest:
            stem, dot, suffix = path.name.partition(".")
            wanted = str(PurePosixPath(wanted).with_name(f"{stem}~{digest[:12]}{dot}{suffix}"))
        partial.replace(self._folder / wanted)
        return File(wanted, size, digest, md5.hexdigest())

    def read(self, file: File) -> bytes:
        """What was saved."""
        return (self._folder / file.path).read_bytes()

    def note(self, stored: Stored) -> None:
        """Remember what has come, whatever becomes of this run."""
        with self._writing:
            self._journal.write(json.dumps(asdict(stored), ensure_ascii=False) + "\n")
            self._journal.flush()
            self.noted += 1

    def finish(self, manifest: Manifest) -> int:
        """Make it the backup of this folder. Returns how many files were of the one before only."""
        archive.save(self._folder, manifest)
        wanted = {file.path for file in manifest.files()}
        removed = 0
        for root in FOLDERS:
            for path in sorted((self._folder / root).rglob("*"), reverse=True):  # what is in a folder first
                if path.is_dir() and not path.is_symlink():
                    if not any(path.iterdir()):
                        path.rmdir()
                elif path.relative_to(self._folder).as_posix() not in wanted:
                    path.unlink()
                    removed += 1
        (self._folder / JOURNAL).unlink()
        return removed

    def _open(self, header: dict[str, Any]) -> None:
        folder = self._folder
        if folder.exists() and not folder.is_dir():
            raise ConfigurationError(f"{folder} is no folder: name one for the backup")
        # Comments and messages are nobody else's to read.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / MANIFEST).exists():
            self._take(archive.load(folder), header)
        elif not (folder / JOURNAL).exists() and any(
            not path.name.startswith(".") and path.name != f"{JOURNAL}.partial" for path in folder.iterdir()
        ):
            raise ConfigurationError(f"{folder} holds something else than a backup: name an empty folder")
        if not (folder / JOURNAL).exists():
            write(folder / JOURNAL, json.dumps(header) + "\n")
        (folder / TABLES).mkdir(mode=0o700, exist_ok=True)

    def _take(self, manifest: Manifest, header: dict[str, Any]) -> None:
        self._belongs({"format": FORMAT, "stage": manifest.stage, "bucket": manifest.bucket}, header)
        self._known = {(one.role, one.key): one for one in manifest.stored}
        self._finished = {file.path: file.sha256 for file in manifest.files()}

    def _read_journal(self, header: dict[str, Any]) -> None:
        try:
            fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigurationError(f"another backup is being written into {self._folder}") from error
        first, *lines = self._journal.read().split("\n")
        try:
            self._belongs(json.loads(first), header)
        except ValueError as error:
            what = f"{self._folder / JOURNAL} is damaged: delete it, or name another folder"
            raise ConfigurationError(what) from error
        for line in lines:
            try:
                stored = archive.stored_of(json.loads(line))
            except (ValueError, TypeError, KeyError):
                continue  # the interruption came in the middle of this line
            self._known[stored.role, stored.key] = stored
        if lines and lines[-1]:
            self._journal.write("\n")

    def _belongs(self, found: dict[str, Any], header: dict[str, Any]) -> None:
        if found != header:
            raise ConfigurationError(
                f"{self._folder} holds the backup of another blog (stage {found.get('stage')}, bucket "
                f"{found.get('bucket')}): name another folder"
            )
