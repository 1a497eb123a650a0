"""Writes imported files into the content folder, and never over what its author wrote."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from billet.migration.importing.ledger import Ledger, paths_of_others
from chalicelib.content.site import FILE
from chalicelib.errors import ConfigurationError

Outcome = Literal["new", "changed", "same", "kept", "deleted"]
"""What becomes of a file: "kept" is one that its author or another import made, or its author changed, which
stays as it is; "deleted" is one that its author deleted or renamed after an earlier import: it stays away."""


@dataclass
class FolderWriter:
    """Writes into `folder` what the kind of source called `source` holds. What it wrote, it may write again,
    if nobody changed it since."""

    folder: Path
    source: str

    def __post_init__(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise ConfigurationError(f"{self.folder} is a file: name a folder with --content")
        self._ledger = Ledger.load(self.folder, self.source)
        self._foreign_paths = paths_of_others(self.folder, self.source)
        self._checked_folders: set[Path] = set()

    def outcome(self, path: str, content: bytes | Path) -> Outcome:
        """Returns what `write` would do. The settings are the author's own already, and what joins them.

        Raises `ConfigurationError` where the file would be outside the folder, or below another file.
        """
        target = self.folder / path
        self._check(target.parent)
        if target.is_symlink() or target.is_dir():
            return "kept"
        if not target.exists():
            return "deleted" if path in self._ledger.digests and path != FILE else "new"
        existing = _digest(target)
        if existing == _digest(content):
            return "same"
        if path == FILE:
            return "changed"
        is_own = path not in self._foreign_paths and self._ledger.digests.get(path) == existing
        return "changed" if is_own else "kept"

    def _check(self, folder: Path) -> None:
        if folder in self._checked_folders:
            return
        if not folder.resolve().is_relative_to(self.folder.resolve()):
            raise ConfigurationError(
                f"{folder} leads out of {self.folder}: put a folder in the place of the symbolic link. "
                "Nothing was imported"
            )
        existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if not existing.is_dir():
            raise ConfigurationError(
                f"{existing} is a file, and a folder is needed there: rename it. Nothing was imported"
            )
        self._checked_folders.add(folder)

    def write(self, path: str, content: bytes | Path) -> None:
        """Writes a file whole or not at all, as far as its `outcome` is to be written. Raises `OSError`."""
        outcome = self.outcome(path, content)
        if outcome in ("new", "changed"):
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.partial")
            try:
                if isinstance(content, Path):
                    shutil.copyfile(content, partial)
                else:
                    partial.write_bytes(content)
                partial.replace(target)
            except OSError:
                if partial.is_file():
                    partial.unlink()
                raise
        if outcome in ("new", "changed", "same"):
            self._ledger.digests[path] = _digest(content)

    def save(self, address: str) -> None:
        """Remembers what was written of the site at `address`; to be called also where the import is
        interrupted."""
        self._ledger.save(address)

    def require_same_site(self, address: str) -> None:
        """Raises `ConfigurationError` where another site was imported from the same kind of source: its
        articles and comments have the same ids."""
        self._ledger.require_same_site(address)


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
