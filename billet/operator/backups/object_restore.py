"""Puts the objects of a backup into a bucket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from billet.operator.backups.archive import StoredObject
from billet.operator.backups.backup import DERIVED
from billet.operator.deployment import package_upload, statics
from billet.parallel import Progress, in_parallel
from chalicelib.storage.s3 import UPLOADED

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass(frozen=True)
class Version:
    """A version of an object in the bucket; `new` where it was put just now."""

    etag: str
    id: str
    latest: bool
    new: bool = False


Placed = Mapping[tuple[str, str], Version]
"""The version of each restored object in this bucket, by its key and its ETag in the backup."""


class ObjectRestore:
    """The objects of a backup in `folder`, and the bucket that is to hold them, which is listed once."""

    def __init__(self, s3: S3Client, bucket: str, folder: Path, objects: Iterable[StoredObject]) -> None:
        self._s3, self._bucket, self._folder = s3, bucket, folder
        self._by_key: defaultdict[str, list[StoredObject]] = defaultdict(list)
        for stored in sorted(objects, key=lambda stored: stored.role, reverse=True):  # older versions first
            self._by_key[stored.key].append(stored)
        self._keeps_versions = s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled"
        self._existing: defaultdict[str, list[Version]] = defaultdict(list)
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for entry in page.get("Versions", []):
                version = entry["VersionId"] if self._keeps_versions else ""
                self._existing[entry["Key"]].append(Version(entry["ETag"], version, entry["IsLatest"]))

    @property
    def lost_versions(self) -> int:
        """Returns how many older versions this bucket cannot keep."""
        count = sum(len(objects) - 1 for objects in self._by_key.values())
        return 0 if self._keeps_versions else count

    def conflicts(self) -> int:
        """Returns how many objects the bucket holds that the backup does not, or with other bytes."""
        return sum(
            not any(version.etag in stored.etags for stored in self._by_key.get(key, []))
            for key, versions in self._existing.items()
            for version in versions
            if version.latest and not key.startswith((DERIVED, statics.PREFIX, package_upload.FOLDER))
        )

    def run(self, progress: Progress) -> Placed:
        """Puts what the bucket does not have yet."""
        placed: dict[tuple[str, str], Version] = {}
        with progress("Putting", len(self._by_key)) as advance:
            for result in in_parallel(self._place, self._by_key.values()):
                placed.update(result)
                advance(1)
        return placed

    def _place(self, objects: list[StoredObject]) -> Placed:
        """Places the versions of one key, the newest last, so that it covers the older one."""
        placed: dict[tuple[str, str], Version] = {}
        covered = False
        for stored in objects:
            existing = [] if covered else self._existing[stored.key]
            version = next(
                (
                    version
                    for version in existing
                    if version.etag in stored.etags and (version.latest or stored.role == "versions")
                ),
                None,
            ) or self._put(stored)
            covered = version.new
            placed[stored.key, stored.etag] = version
        return placed

    def _put(self, stored: StoredObject) -> Version:
        headers: Mapping[str, Any] = stored.headers
        with (self._folder / stored.file.path).open("rb") as body:
            answer = self._s3.put_object(
                Bucket=self._bucket,
                Key=stored.key,
                Body=body,
                Metadata={**stored.metadata, UPLOADED: stored.uploaded},
                **headers,
            )
        return Version(answer["ETag"], answer.get("VersionId", ""), latest=True, new=True)
