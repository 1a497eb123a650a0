"""``billet backup``: everything a blog is made of, from its stage into a folder.

What is guaranteed: the index is read first, and each version it names is in the backup, also where
the author replaces or deletes the file meanwhile. So a restored site shows what readers saw when
the backup began; uploads that came in between are there as well, and the first run after the
restore publishes them. An object deleted in between is left out. Tables are read last, item by
item: a comment judged at that very moment is in the state before or after, and the counts are made
anew when it is restored.

The secret that signs forms is not in a backup, nor is anything that names a resource: a restored
blog has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER, key_of

from billet import tables
from billet.operator.backups import archive
from billet.operator.backups.archive import TABLES, Manifest, Role, Stored, Table
from billet.operator.backups.backup_writer import BackupWriter
from billet.parallel import Progress, client, in_parallel
from chalicelib.content import index as indexes
from chalicelib.content.article import Article
from chalicelib.errors import Unavailable
from chalicelib.settings import Settings
from chalicelib.storage.s3 import upload_time

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage")
"""What S3 keeps of an object and sends with it, as GetObject and PutObject name it. Tags, which Billet
has no use for, stay behind."""

CHUNK = 2**20


@dataclass(frozen=True)
class Taken:
    """What a run did: objects and bytes in the backup, how many of the objects were fetched and how
    many lay in the folder already, files removed, items by table."""

    objects: int
    size: int
    fetched: int
    kept: int
    removed: int
    items: Mapping[str, int]
    settings: Mapping[str, str]


def backup(
    settings: Settings, stage: str, folder: Path, clock: Callable[[], datetime], progress: Progress
) -> Taken:
    """Back a stage up into `folder`, or bring the backup that is in it up to date.

    May be interrupted at any time: the backup before stays whole, and another run goes on from
    there. Raises `ConfigurationError` for a folder that holds something else, and `Unreadable` for
    an index that this Billet cannot read.
    """
    when = clock().astimezone(UTC).isoformat(timespec="seconds")
    with BackupWriter(folder, stage, settings.bucket) as draft:
        taken = _Objects(client("s3"), settings.bucket, draft).take(progress)
        stored = sorted(taken, key=lambda one: (one.role, one.key))
        dumps = tuple(_dump(name, table, draft) for name, table in tables_of(settings).items())
        values = values_of(settings)
        manifest = Manifest(when, stage, settings.bucket, tuple(stored), dumps, values)
        removed = draft.finish(manifest)
    return Taken(
        objects=len(stored),
        size=sum(one.file.size for one in stored),
        fetched=draft.noted,
        kept=len(stored) - draft.noted,
        removed=removed,
        items={table.name: table.count for table in dumps},
        settings=values,
    )


def tables_of(settings: Settings) -> dict[str, str]:
    """The tables of a deployment, by what they hold."""
    names = [field.name for field in fields(settings) if field.name.endswith("_table")]
    return {name.removesuffix("_table"): getattr(settings, name) for name in names}


def values_of(settings: Settings) -> dict[str, str]:
    """The variables of a deployment that name nothing of its own: each is a number."""
    return {
        "BILLET_" + field.name.upper(): str(getattr(settings, field.name))
        for field in fields(settings)
        if field.type == "int"
    }


class _Objects:
    """The bucket's part of a backup."""

    def __init__(self, s3: S3Client, bucket: str, draft: BackupWriter) -> None:
        self._s3, self._bucket, self._draft = s3, bucket, draft

    def take(self, progress: Progress) -> Iterator[Stored]:
        """Every object, and the versions that readers see instead of the newest."""
        edition, live = self._edition()
        yield from edition
        listed = self._listed()
        # A file that is gone may still be what readers see, until the next run of publishing.
        keys = sorted(listed.keys() | live.keys())
        with progress("Fetching", len(keys)) as advance:
            for stored in in_parallel(lambda key: self._of(key, listed.get(key), live.get(key)), keys):
                advance(1)
                yield from stored

    def _edition(self) -> tuple[list[Stored], dict[str, Article]]:
        """The front, the index and what is searched, and what the index says is live, by key. All else can
        be made of these."""
        front = self._fetch("objects", fronts.KEY)
        if front is None:
            return [], {}
        read = fronts.load(self._draft.read(front.file))
        index = self._unchanging(key_of(read.index))
        if index is None:
            raise Unavailable(f"{key_of(read.index)} is gone: try again", log_summary="the index is gone")
        searched = self._unchanging(read.holdings.base) if read.holdings.base else None
        found = [one for one in (front, index, searched) if one]
        return found, indexes.load(self._draft.read(index.file)).by_key

    def _unchanging(self, key: str) -> Stored | None:
        """An object that has always the same bytes."""
        return self._draft.held("objects", key, lambda _: True) or self._fetch("objects", key)

    def _listed(self) -> dict[str, tuple[str, str]]:
        """ETag and time of every object that is the blog's and not the stage's."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        return {
            entry["Key"]: (entry["ETag"], _second(entry["LastModified"]))
            for page in pages
            for entry in page.get("Contents", [])
            if not entry["Key"].startswith((FOLDER, *archive.LEFT_OUT))
        }

    def _of(self, key: str, listed: tuple[str, str] | None, article: Article | None) -> list[Stored]:
        newest = listed and (
            self._draft.held("objects", key, lambda one: (one.etag, one.modified) == listed)
            or self._fetch("objects", key)
        )
        published = None
        # The same bytes uploaded again are another version with the same ETag: one of them will do.
        if article and article.version and not (newest and newest.etag == article.etag):
            version = article.version
            published = self._draft.held("published", key, lambda one: one.version == version) or self._fetch(
                "published", key, VersionId=version
            )
        return [stored for stored in (newest, published) if stored]

    def _fetch(self, role: Role, key: str, **version: str) -> Stored | None:
        """An object into its file; None where it does not exist, or no longer."""
        try:
            answer: Any = self._s3.get_object(Bucket=self._bucket, Key=key, **version)  # type: ignore[arg-type]  # a text
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "NoSuchVersion", "404"):
                return None
            raise
        with closing(answer["Body"]) as body:
            file = self._draft.save(f"{role}/{archive.name_of(key)}", body.iter_chunks(CHUNK))
        stored = Stored(
            key=key,
            role=role,
            file=file,
            etag=answer["ETag"],
            version=answer.get("VersionId", ""),
            modified=_second(answer["LastModified"]),
            uploaded=upload_time(answer).isoformat(),
            headers={name: answer[name] for name in HEADERS if answer.get(name)},
            metadata=answer.get("Metadata", {}),
        )
        self._draft.note(stored)
        return stored


def _dump(name: str, table: str, draft: BackupWriter) -> Table:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for item in tables.scan(client("dynamodb"), table):
            count += 1
            yield f"{tables.line_of(item)}\n".encode()

    file = draft.save(f"{TABLES}/{name}.jsonl", lines())
    return Table(name, file, count)


def _second(moment: datetime) -> str:
    """To the second, as S3 gives it in headers; lists have milliseconds."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
