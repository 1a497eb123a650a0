"""The folder a backup is in.

``objects/`` holds the bucket as it was, ``published/`` what readers saw of a file whose newest
version was not published, ``tables/`` the items of each table, one JSON a line, and
``manifest.json`` names them all, with their checksums. A file has the name of its object where
that name is the same on every machine; any other has a readable one with a hash in it.
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

from billet.operator.deployment import statics
from billet.parallel import Progress, in_parallel
from billet.project import write
from chalicelib.content import checked as checks
from chalicelib.errors import ConfigurationError

FORMAT = 1
MANIFEST = "manifest.json"

Role = Literal["objects", "published"]
"""What an object is: the newest version of its key, or an older one that readers see. Each has a
folder of that name."""

TABLES = "tables"
LEFT_OUT = (checks.KEY, statics.PREFIX)
"""Objects of the stage and not of the blog, by how their keys begin: a note of when its schedule
last ran, and the files that come with the code it is deployed from."""

FOLDERS = ("objects", "published", TABLES)


@dataclass(frozen=True)
class File:
    """A file of the backup: its path in the folder, bytes, and checksums in hexadecimal."""

    path: str
    size: int
    sha256: str
    md5: str
    """The ETag of an object put in one part (Amazon S3 API reference, "Object")."""


@dataclass(frozen=True)
class Stored:
    """One version of an object, and all that S3 knew of it.

    `modified` is when this version was put, `uploaded` when its bytes first came into any blog:
    they differ where it was restored before. Both are in ISO 8601. `headers` are named as
    PutObject names them.
    """

    key: str
    role: Role
    file: File
    etag: str
    version: str
    modified: str
    uploaded: str
    headers: Mapping[str, str]
    metadata: Mapping[str, str]

    @property
    def etags(self) -> tuple[str, str]:
        """The ETags by which these bytes are known in a bucket."""
        return self.etag, f'"{self.file.md5}"'


@dataclass(frozen=True)
class Table:
    """The items of one table."""

    name: str
    file: File
    count: int


@dataclass(frozen=True)
class Manifest:
    """All that is in a backup. `settings` are environment variables, `when` is in ISO 8601."""

    when: str
    stage: str
    bucket: str
    stored: tuple[Stored, ...]
    tables: tuple[Table, ...]
    settings: Mapping[str, str]

    def of(self, role: Role) -> dict[str, Stored]:
        """The objects of a role, by key."""
        return {one.key: one for one in self.stored if one.role == role}

    def files(self) -> Iterator[File]:
        """Every file but the manifest itself."""
        yield from (one.file for one in self.stored)
        yield from (one.file for one in self.tables)


def save(folder: Path, manifest: Manifest) -> None:
    """Write the manifest: from then on, there is a backup."""
    content = asdict(manifest)
    write(folder / MANIFEST, json.dumps(_sealed(content), ensure_ascii=False, indent=1) + "\n")


def load(folder: Path) -> Manifest:
    """Read the manifest. Raises `ConfigurationError` where there is none, or none we can trust."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ConfigurationError(f"there is no finished backup in {folder}: make one with 'billet backup'")
    try:
        document = json.loads(path.read_bytes())
        found = document["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path} is damaged ({error}): take one in an empty folder") from error
    if found != FORMAT:
        raise ConfigurationError(
            f"the backup in {folder} has format {found!r}, and this Billet reads {FORMAT}: use a newer Billet"
        )
    content = {name: value for name, value in document.items() if name not in ("format", "seal")}
    if document != _sealed(content):
        raise ConfigurationError(f"{path} is damaged (its checksum is another): take one in an empty folder")
    manifest = Manifest(
        **{
            **content,
            "stored": tuple(stored_of(one) for one in content["stored"]),
            "tables": tuple(Table(**{**one, "file": File(**one["file"])}) for one in content["tables"]),
        }
    )
    for file in manifest.files():
        _hold_inside(path, file.path)
    return manifest


def stored_of(document: Mapping[str, Any]) -> Stored:
    """What `dataclasses.asdict` made of a `Stored`. Raises `TypeError`, `KeyError`."""
    return Stored(**{**document, "file": File(**document["file"])})


def _sealed(content: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(content, sort_keys=True)
    return {"format": FORMAT, **content, "seal": hashlib.sha256(text.encode()).hexdigest()}


def _hold_inside(manifest: Path, file: str) -> None:
    parts = PurePosixPath(file).parts
    if not parts or parts[0] not in FOLDERS or ".." in parts:
        raise ConfigurationError(f"{manifest} names the file {file!r}, which is none of a backup")


def verify(folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Read every file. Raises `ConfigurationError` naming those that are not as they were."""
    files = list(manifest.files())
    damaged = []
    with progress("Verifying", sum(file.size for file in files)) as advance:
        for file, whole in in_parallel(lambda file: (file, is_whole(folder, file)), files):
            advance(file.size)
            if not whole:
                damaged.append(file.path)
    if damaged:
        first, others = min(damaged), len(damaged) - 1
        more = f" and {others} more" if others else ""
        raise ConfigurationError(
            f"the backup is damaged: {folder / first}{more}: take one in an empty folder"
        )


def is_whole(folder: Path, file: File) -> bool:
    """Whether a file is there with the bytes it was written with."""
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
    """The name of an object's file: different for different keys, also where the file system
    takes no notice of case, and never one that leads out of the folder.

    No folder has a dot or a tilde in its name and each file has, so that none stands in the way of
    another. What is left of a name that cannot be kept is there for people: the hash names the key.
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
