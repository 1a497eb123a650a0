"""``billet backup``: the content of a blog, from its stage into a folder.

The index is read first, and the good version of each article whose newest cannot be published is fetched
with it. An upload that comes in meanwhile is in the backup, and the run of publishing after a restore
publishes it; an object deleted meanwhile is left out. Tables are read last, item by item: a comment judged
at that very moment is in the state before or after, and the counts are computed again when it is restored.

The secret that signs forms is not in a backup, nor are names of resources: a restored blog has its own.
What can be built again is left out: the search file, the heartbeat, and the files that come with the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from billet import tables
from billet.operator.backups import archive
from billet.operator.backups.archive import TABLES, Manifest, Role, StoredObject, Table
from billet.operator.backups.backup_folder import BackupFolder
from billet.operator.deployment import package_upload, statics
from billet.parallel import Progress, client, in_parallel
from chalicelib.caching import Clock
from chalicelib.settings import Settings
from chalicelib.storage.s3 import upload_time

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage")
"""What S3 keeps of an object and sends with it, as GetObject and PutObject name it. Tags, which Billet
does not use, are not saved."""

DERIVED = "_index/"
"""Objects that publishing writes; all but the index are written again."""

CHUNK = 2**20


@dataclass(frozen=True)
class BackupReport:
    """Objects and bytes in the backup, how many of the objects were fetched and how many were in the folder
    already, files deleted, items by table, settings."""

    objects: int
    size: int
    fetched: int
    kept: int
    removed: int
    items: Mapping[str, int]
    settings: Mapping[str, str]


def backup(settings: Settings, stage: str, folder: Path, clock: Clock, progress: Progress) -> BackupReport:
    """Backs a stage up into `folder`, or brings the backup in it up to date.

    May be interrupted at any time: the backup before stays whole, and another run goes on from there.
    Raises `ConfigurationError` for a folder that holds something else, and `Corrupt` for an index that
    cannot be read.
    """
    when = clock().astimezone(UTC).isoformat(timespec="seconds")
    with closing(BackupFolder(folder, stage, settings.bucket)) as target:
        source = _Bucket(client("s3"), settings.bucket, target)
        saved = sorted(source.save(progress), key=lambda stored: (stored.role, stored.key))
        existing = {stored.key for stored in saved if stored.role == "objects"}
        objects = [stored for stored in saved if stored.key in existing]  # others were deleted meanwhile
        dumps = tuple(_dump(name, table, target) for name, table in tables_of(settings).items())
        manifest = Manifest(when, stage, settings.bucket, tuple(objects), dumps, numbers_of(settings))
        removed = target.finish(manifest)
    return BackupReport(
        objects=len(objects),
        size=sum(stored.file.size for stored in objects),
        fetched=target.fetched,
        kept=len(objects) - target.fetched,
        removed=removed,
        items={table.name: table.count for table in dumps},
        settings=manifest.settings,
    )


def tables_of(settings: Settings) -> dict[str, str]:
    """Returns the tables of a deployment, by what they hold."""
    names = [field.name for field in fields(settings) if field.name.endswith("_table")]
    return {name.removesuffix("_table"): getattr(settings, name) for name in names}


def numbers_of(settings: Settings) -> dict[str, str]:
    """Returns the variables of a deployment that are numbers: all others name its own resources."""
    return {
        "BILLET_" + field.name.upper(): str(getattr(settings, field.name))
        for field in fields(settings)
        if field.type == "int"
    }


class _Bucket:
    """The bucket's part of a backup."""

    def __init__(self, s3: S3Client, bucket: str, folder: BackupFolder) -> None:
        self._s3, self._bucket, self._folder = s3, bucket, folder

    def save(self, progress: Progress) -> Iterator[StoredObject]:
        """Saves the index, every object, and older good versions."""
        from chalicelib.index.relocation import good_versions
        from chalicelib.index.storage import INDEX_KEY

        items: list[tuple[Role, str, str, str, str]] = []
        if index := self._fetch("objects", INDEX_KEY):
            yield index
            data = self._folder.read(index.file)
            items += [
                ("versions", key, etag, "", version) for key, etag, version in good_versions(data) if version
            ]
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        items += [
            ("objects", entry["Key"], entry["ETag"], _second(entry["LastModified"]), "")
            for page in pages
            for entry in page.get("Contents", [])
            if not entry["Key"].startswith((DERIVED, statics.PREFIX, package_upload.FOLDER))
        ]
        with progress("Fetching", len(items)) as advance:
            for stored in in_parallel(lambda item: self._save(*item), items):
                advance(1)
                if stored:
                    yield stored

    def _save(self, role: Role, key: str, etag: str, modified: str, version: str) -> StoredObject | None:
        return self._folder.get(role, key, etag, modified) or self._fetch(role, key, version)

    def _fetch(self, role: Role, key: str, version: str = "") -> StoredObject | None:
        """Saves an object; returns None where it does not exist, or no longer."""
        request: Any = {"VersionId": version} if version else {}
        try:
            answer: Any = self._s3.get_object(Bucket=self._bucket, Key=key, **request)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "NoSuchVersion", "404"):
                return None
            raise
        with closing(answer["Body"]) as body:
            file = self._folder.save(f"{role}/{archive.name_of(key)}", body.iter_chunks(CHUNK))
        stored = StoredObject(
            key=key,
            role=role,
            file=file,
            etag=answer["ETag"],
            modified=_second(answer["LastModified"]),
            uploaded=upload_time(answer).isoformat(),
            headers={name: answer[name] for name in HEADERS if answer.get(name)},
            metadata=answer.get("Metadata", {}),
        )
        self._folder.note(stored)
        return stored


def _second(moment: datetime) -> str:
    """Returns a time to the second, as S3 gives it in headers; lists have milliseconds."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


def _dump(name: str, table: str, folder: BackupFolder) -> Table:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for item in tables.scan(client("dynamodb"), table):
            if not tables.is_passing(item):
                count += 1
                yield f"{tables.line_of(item)}\n".encode()

    file = folder.save(f"{TABLES}/{name}.jsonl", lines())
    return Table(name, file, count)
