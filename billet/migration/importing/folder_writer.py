"""Writes imported files into the content folder, and never over what its author wrote."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from chalicelib.content.site import FILE
from chalicelib.errors import ConfigurationError

Outcome = Literal["new", "changed", "same", "kept"]
"""What becomes of a file: "kept" is one that the author changed or made, which stays as it is."""

STATE = ".import"
"""The folder, in the content folder, of reports and of what earlier imports wrote: it is never published."""


@dataclass
class FolderWriter:
    """Writes into `folder`. What an import wrote, a later one may write again, if nobody changed it since."""

    folder: Path
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self._written = json.loads(self._ledger.read_text(encoding="utf-8"))
        except FileNotFoundError:
            pass
        except ValueError as error:
            raise ConfigurationError(
                f"{self._ledger} is damaged ({error}): delete it, and run it again"
            ) from error

    @property
    def _ledger(self) -> Path:
        return self.folder / STATE / "files.json"

    def outcome(self, path: str, content: bytes | Path) -> Outcome:
        """Returns what `write` would do. The settings are the author's own already, and what joins them."""
        target = self.folder / path
        if not target.exists():
            return "new"
        existing = _digest(target)
        if existing == _digest(content):
            return "same"
        return "changed" if path == FILE or self._written.get(path) == existing else "kept"

    def write(self, path: str, content: bytes | Path) -> Outcome:
        """Writes a file whole or not at all. Raises `OSError`."""
        outcome = self.outcomes[path] = self.outcome(path, content)
        if outcome in ("new", "changed"):
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.partial")
            if isinstance(content, Path):
                shutil.copyfile(content, partial)
            else:
                partial.write_bytes(content)
            partial.replace(target)
        if outcome != "kept":
            self._written[path] = _digest(content)
        return outcome

    def save(self) -> None:
        """Remembers what was written; to be called also where the import is interrupted."""
        self._ledger.parent.mkdir(parents=True, exist_ok=True)
        partial = self._ledger.with_suffix(".partial")
        partial.write_text(json.dumps(self._written, indent=1, sort_keys=True), encoding="utf-8")
        partial.replace(self._ledger)


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
