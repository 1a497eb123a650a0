"""What survives a restart of the local AWS: comments, messages and the secret that signs forms."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import boto3

from billet import file_lock, tables
from billet.local.local_aws import TABLES
from billet.project import ROOT
from chalicelib.errors import ConfigurationError
from chalicelib.storage.items import is_expired

FOLDER = Path(os.environ.get("BILLET_STATE") or ROOT / ".billet")
"""Where a local blog keeps what must survive it; git ignores it."""


class State:
    """A file that always holds the tables as they were after some write: it is replaced whole."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "state.json"
        self._saved: dict[str, Any] = {}
        self._saving = threading.Lock()

    def load(self) -> str:
        """Read the file. Returns the signing secret, "" where there is none yet."""
        if self._file.exists():
            try:
                self._saved = json.loads(self._file.read_text(encoding="utf-8"))
            except ValueError as error:
                message = f"{self._file} is damaged ({error}): mend it, or start empty with FRESH=1"
                raise ConfigurationError(message) from error
        return str(self._saved.get("secret", ""))

    def clear(self) -> None:
        """Start empty."""
        self._file.unlink(missing_ok=True)

    def restore(self, environment: Mapping[str, str]) -> None:
        """Put the items back into the tables, but for the expired ones."""
        client = boto3.client("dynamodb")
        for variable in TABLES:
            for item in self._saved.get(variable, []):
                if not is_expired(item, datetime.now(UTC)):
                    client.put_item(TableName=environment[variable], Item=item)

    def save(self, environment: Mapping[str, str]) -> None:
        """Write the tables as they are now. Raises `OSError` where the file cannot be written."""
        with self._saving:
            self._save(environment)

    def _save(self, environment: Mapping[str, str]) -> None:
        client = boto3.client("dynamodb")
        content: dict[str, Any] = {
            "secret": boto3.client("ssm").get_parameter(
                Name=environment["BILLET_SECRET_PARAMETER"], WithDecryption=True
            )["Parameter"]["Value"]
        }
        for variable in TABLES:
            content[variable] = list(tables.scan(client, environment[variable]))
        if content == self._saved:
            return
        partial = self._file.with_suffix(".partial")
        partial.touch(mode=0o600)
        with partial.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._file)
        self._saved = content


def lock(folder: Path) -> IO[str] | None:
    """Lock a state folder for this process; None where another process has it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = (folder / "lock").open("w")
    try:
        file_lock.lock(file)
    except BlockingIOError:
        file.close()
        return None
    return file
