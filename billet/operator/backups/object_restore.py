"""A bucket made to hold the objects of a backup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.content.edition.flat import FOLDER

from billet.operator.backups import archive
from billet.operator.backups.archive import Manifest, Role, Stored
from billet.parallel import Progress, in_parallel
from chalicelib.content import receipt as receipts
from chalicelib.storage.s3 import UPLOADED

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

OWN = (FOLDER, receipts.PREFIX, *archive.LEFT_OUT)
"""What Billet writes itself: a stage that holds nothing else is empty."""


@dataclass(frozen=True)
class Version:
    """A version of an object as the bucket lists it; `latest` is the one a plain GET finds."""

    etag: str
    id: str
    latest: bool


@dataclass(frozen=True)
class Placed:
    """A stored object in this bucket: its ETag and version here, and whether it was put just now."""

    etag: str
    version: str
    new: bool = False


class Shelf:
    """The bucket `bucket`, and the folder of a backup. The bucket is listed once, at first."""

    def __init__(self, s3: S3Client, bucket: str, folder: Path) -> None:
        self._s3, self._bucket, self._folder = s3, bucket, folder
        self.keeps_versions = s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"
        """Whether a version that is not the newest can be had at all."""
        self._versions = self._listed()

    def others(self, manifest: Manifest) -> int:
        """How many objects the bucket holds that the backup does not, or has other bytes of."""
        ours = {(stored.key, etag) for stored in manifest.stored for etag in stored.etags}
        return sum(
            (key, version.etag) not in ours
            for key, versions in self._versions.items()
            for version in versions
            if version.latest and not key.startswith(OWN)
        )

    def fill(self, stored: Iterable[Stored], progress: Progress) -> dict[tuple[Role, str], Placed]:
        """Put what is not there yet; where each of them is then, by role and key."""
        by_key: dict[str, dict[Role, Stored]] = {}
        for one in stored:
            by_key.setdefault(one.key, {})[one.role] = one
        placed: dict[tuple[Role, str], Placed] = {}
        with progress("Putting", len(by_key)) as advance:
            for found in in_parallel(self._place, by_key.items()):
                placed.update(found)
                advance(1)
        return placed

    def put(self, stored: Stored) -> Placed:
        """An object as it was, its first upload remembered."""
        headers: Mapping[str, Any] = stored.headers
        with (self._folder / stored.file.path).open("rb") as body:
            answer = self._s3.put_object(
                Bucket=self._bucket,
                Key=stored.key,
                Body=body,
                Metadata={**stored.metadata, UPLOADED: stored.uploaded},
                **headers,
            )
        return Placed(answer["ETag"], answer.get("VersionId", ""), new=True)

    def _place(self, item: tuple[str, dict[Role, Stored]]) -> dict[tuple[Role, str], Placed]:
        """The published version first, so that the newest lies over it."""
        key, wanted = item
        there = self._versions.get(key, [])
        placed: dict[tuple[Role, str], Placed] = {}
        newest, published = wanted.get("objects"), wanted.get("published")
        if published:
            placed["published", key] = _found(published, there) or self.put(published)
        if newest:
            covered = published and placed["published", key].new
            latest = [] if covered else _latest(there)
            placed["objects", key] = _found(newest, latest) or self.put(newest)
        elif published and (placed["published", key].new or _found(published, _latest(there))):
            self._s3.delete_object(Bucket=self._bucket, Key=key)  # as it was when the backup was taken
        return placed

    def _listed(self) -> dict[str, list[Version]]:
        """Every version of every object; what is deleted has none that is the latest."""
        found: dict[str, list[Version]] = {}
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket):
            for entry in page.get("Versions", []):
                version = entry["VersionId"] if self.keeps_versions else ""
                found.setdefault(entry["Key"], []).append(Version(entry["ETag"], version, entry["IsLatest"]))
        return found


def _latest(versions: Iterable[Version]) -> list[Version]:
    return [version for version in versions if version.latest]


def _found(stored: Stored, versions: Iterable[Version]) -> Placed | None:
    return next((Placed(one.etag, one.id) for one in versions if one.etag in stored.etags), None)
