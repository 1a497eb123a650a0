"""The folder of a backup.

``objects/`` holds the newest version of each object, ``versions/`` the older version of an article that
readers see because the newest cannot be published, ``tables/`` the items of each table, one JSON a line,
and ``manifest.json`` names them all, with their checksums. A file has the name of its object where that
name is the same on every machine; any other has a readable one with a hash in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from billet.parallel import Progress, in_parallel
from billet.project import write
from chalicelib.errors import ConfigurationError

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables"
FOLDERS = ("objects", "versions", TABLES)

Role = Literal["objects", "versions"]
"""The folder of an object: of the newest version of its key, or of an older one."""


@dataclass(frozen=True)
class File:
    """A file of the backup: its path in the folder, bytes, and checksums in hexadecimal."""

    path: str
    size: int
    sha256: str
    md5: str
    """The ETag of an object put in one part (Amazon S3 API reference, "Object")."""


@dataclass(frozen=True)
class StoredObject:
    """One version of an object, with its headers as PutObject names them and its metadata.

    `modified` is when this version was put, `uploaded` when its bytes were first put into any blog: they
    differ where it was restored before. Both are in ISO 8601.
    """

    key: str
    role: Role
    file: File
    etag: str
    modified: str
    uploaded: str
    headers: Mapping[str, str]
    metadata: Mapping[str, str]

    @property
    def etags(self) -> tuple[str, str]:
        """Returns the ETags that these bytes have in a bucket."""
        return self.etag, f'"{self.file.md5}"'


@dataclass(frozen=True)
class Table:
    """The items of one table."""

    name: str
    file: File
    count: int


@dataclass(frozen=True)
class Manifest:
    """The content of a backup. `settings` are environment variables, `when` is in ISO 8601."""

    when: str
    stage: str
    bucket: str
    objects: tuple[StoredObject, ...]
    tables: tuple[Table, ...]
    settings: Mapping[str, str]

    def files(self) -> Iterator[File]:
        """Yields every file but the manifest itself."""
        yield from (stored.file for stored in self.objects)
        yield from (table.file for table in self.tables)


def save(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest: from then on, the backup exists."""
    document = {"format": FORMAT, **asdict(manifest)}
    write(folder / MANIFEST, json.dumps(document | {"checksum": _checksum(document)}, indent=1) + "\n")


def load(folder: Path) -> Manifest:
    """Reads the manifest. Raises `ConfigurationError` where it is missing, damaged, of a newer Billet, or
    names a file outside of the folder."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ConfigurationError(f"there is no finished backup in {folder}: make one with 'billet backup'")
    try:
        document = json.loads(path.read_bytes())
        checksum, format_ = document.pop("checksum"), document["format"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{path} is damaged ({error}): take one in an empty folder") from error
    if format_ != FORMAT:
        raise ConfigurationError(
            f"the backup in {folder} has format {format_!r}, and this Billet reads {FORMAT}: use a newer one"
        )
    if checksum != _checksum(document):
        raise ConfigurationError(f"{path} is damaged (its checksum is another): take one in an empty folder")
    del document["format"]
    objects = tuple(object_of(stored) for stored in document.pop("objects"))
    tables = tuple(Table(**{**table, "file": File(**table["file"])}) for table in document.pop("tables"))
    manifest = Manifest(objects=objects, tables=tables, **document)
    for file in manifest.files():
        parts = PurePosixPath(file.path).parts
        if not parts or parts[0] not in FOLDERS or ".." in parts:
            raise ConfigurationError(f"{path} names the file {file.path!r}, which is none of a backup")
    return manifest


def object_of(document: Mapping[str, Any]) -> StoredObject:
    """Returns what `dataclasses.asdict` wrote. Raises `TypeError`, `KeyError`."""
    return StoredObject(**{**document, "file": File(**document["file"])})


def _checksum(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def verify(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Reads every file. Raises `ConfigurationError` that names the first one whose checksum is another."""
    files = list(manifest.files())
    damaged = []
    with progress("Verifying", sum(file.size for file in files)) as advance:
        for file, intact in in_parallel(lambda file: (file, is_intact(folder, file)), files):
            advance(file.size)
            if not intact:
                damaged.append(file.path)
    if damaged:
        first, others = min(damaged), len(damaged) - 1
        more = f" and {others} more" if others else ""
        raise ConfigurationError(
            f"the backup is damaged: {folder / first}{more}: take one in an empty folder"
        )


def is_intact(folder: Path, file: File) -> bool:
    """Whether a file exists with the bytes it was written with."""
    path = folder / file.path
    try:
        if path.stat().st_size != file.size:
            return False
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    except OSError:
        return False


_PLAIN = re.compile(r"(?:[a-z0-9_][a-z0-9_-]*/)*[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)+")


def name_of(key: str) -> str:
    """Returns the name of an object's file: different for different keys, also where the file system
    ignores case, and never one that leads out of the folder.

    No folder has a dot or a tilde in its name and each file has, so that no file has the name of another's
    folder. The readable part of a name that cannot be kept is for people: the hash identifies the key.
    """
    if len(key) <= 200 and _PLAIN.fullmatch(key):
        return key
    *folders, last = key.split("/")
    stem, _, suffix = last.rpartition(".")
    ending = f".{suffix.lower()}" if stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", suffix) else ""
    readable = [_readable(name) for name in folders[:3]]
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return "/".join([*filter(None, readable), f"{_readable(stem if ending else last)}~{digest}{ending}"])


def _readable(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", name)).strip("-")[:40]
