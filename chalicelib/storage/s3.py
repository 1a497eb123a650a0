"""The bucket of articles, pages, media and index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from botocore.exceptions import ClientError

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.errors import Conflict, NotFound, TooLarge
from chalicelib.storage.aws import translated

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import (
        DeleteMarkerEntryTypeDef,
        GetObjectOutputTypeDef,
        ObjectVersionTypeDef,
    )


UPLOADED = "billet-uploaded"
"""User metadata of a restored object: when its bytes were first uploaded, in ISO 8601."""


def upload_time(answer: Mapping[str, Any]) -> datetime:
    """When the object of a GetObject answer was uploaded, whoever restored it since."""
    try:
        first = datetime.fromisoformat(answer.get("Metadata", {}).get(UPLOADED, ""))
    except ValueError:
        first = None
    uploaded: datetime = answer["LastModified"]
    return first if first and first.tzinfo else uploaded


_AFTER_OUR_OWN = "`"  # the character after the underscore


@dataclass(frozen=True)
class Fetched:
    """An object's bytes and ETag (quoted, as S3 gives it)."""

    data: bytes
    etag: str


class Bucket:
    """One S3 bucket. Every method raises `Unavailable` when S3 fails."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Key and ETag of every object below `prefix`, in the order of the keys."""
        with translated(f"s3://{self._name}/{prefix}"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._name, Prefix=prefix):
                for entry in page.get("Contents", []):
                    yield entry["Key"], entry["ETag"]

    def entries(self) -> Iterator[ListedObject]:
        """All that authors put there, in the order of the keys: one list, since Billet's own objects
        begin with an underscore, which comes before any letter that theirs begin with."""
        with translated(f"s3://{self._name}"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._name, StartAfter=_AFTER_OUR_OWN):
                for entry in page.get("Contents", []):
                    yield ListedObject(entry["Key"], entry["ETag"], entry["Size"])

    def versions(self, prefix: str) -> Iterator[Version]:
        """All states of the objects below `prefix`, by key, the newest first."""
        with translated(self._url(prefix)):
            pages = self._client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self._name, Prefix=prefix):
                states = [
                    *(_version(entry) for entry in page.get("Versions", [])),
                    *(_version(entry, deleted=True) for entry in page.get("DeleteMarkers", [])),
                ]
                # S3 gives the two in two lists, each in this order.
                yield from sorted(states, key=lambda v: (v.key, not v.latest, -v.uploaded.timestamp()))

    def head(self, key: str, length: int, *, only: str = "") -> bytes:
        """The first `length` bytes of an object, or all it has. Raises `NotFound`, and `Conflict` where its
        ETag is not `only`."""
        condition = {"IfMatch": only} if only else {}
        with translated(self._url(key)):
            try:
                answer = self._client.get_object(
                    Bucket=self._name,
                    Key=key,
                    Range=f"bytes=0-{length - 1}",
                    **condition,  # type: ignore[arg-type]  # a text
                )
            except ClientError as error:
                if error.response["Error"]["Code"] == "InvalidRange":  # it is empty
                    return b""
                raise
            return answer["Body"].read()

    def read(self, key: str, *, largest: int = 0) -> Source:
        """An object as it is now, with all that is known of it.

        Raises `NotFound`, and `TooLarge` where it has more bytes than `largest` (0: no bound).
        """
        with translated(self._url(key)):
            answer = self._client.get_object(Bucket=self._name, Key=key)
            return Source(
                key=key,
                data=self._body(key, answer, largest),
                etag=answer["ETag"],
                version=answer.get("VersionId", ""),
                uploaded=upload_time(answer),
            )

    def fetch(
        self, key: str, *, unless: str = "", version: str = "", only: str = "", largest: int = 0
    ) -> Fetched | None:
        """An object, of `version` or with ETag `only` where these are given.

        None when its ETag is still `unless` (a 304). Raises `NotFound`, `Conflict` where its ETag is
        not `only`, and `TooLarge` as `read` does.
        """
        conditions = {"IfNoneMatch": unless, "IfMatch": only, "VersionId": version}
        with translated(self._url(key)):
            try:
                answer = self._client.get_object(
                    Bucket=self._name,
                    Key=key,
                    **{name: v for name, v in conditions.items() if v},  # type: ignore[arg-type]  # all three are texts
                )
            except ClientError as error:
                if error.response["Error"]["Code"] in ("304", "NotModified"):
                    return None
                raise
            return Fetched(self._body(key, answer, largest), answer["ETag"])

    def download(self, key: str, file: BinaryIO, *, unless: str = "") -> str | None:
        """Copies an object into a file, a piece at a time, and returns its ETag.

        None, and nothing copied, when its ETag is still `unless` (a 304). Raises `NotFound`.
        """
        condition = {"IfNoneMatch": unless} if unless else {}
        with translated(self._url(key)):
            try:
                answer = self._client.get_object(Bucket=self._name, Key=key, **condition)  # type: ignore[arg-type]  # a text
            except ClientError as error:
                if error.response["Error"]["Code"] in ("304", "NotModified"):
                    return None
                raise
            for piece in answer["Body"].iter_chunks(1 << 20):
                file.write(piece)
            return answer["ETag"]

    def write(
        self,
        key: str,
        data: bytes,
        *,
        replacing: str | None = None,
        content_type: str = "application/json",
        cache_control: str = "",
        disposition: str = "",
    ) -> str:
        """Puts an object: only over ETag `replacing`, only where there is none if that is "". Returns its
        ETag.

        A CDN that reads the bucket itself sends the three headers on; "" leaves one out.
        Raises `Conflict` where that does not hold.
        """
        more = {"CacheControl": cache_control, "ContentDisposition": disposition}
        if replacing is not None:
            more |= {"IfMatch": replacing} if replacing else {"IfNoneMatch": "*"}
        try:
            with translated(self._url(key)):
                answer = self._client.put_object(
                    Bucket=self._name,
                    Key=key,
                    Body=data,
                    ContentType=content_type,
                    **{name: value for name, value in more.items() if value},  # type: ignore[arg-type]  # all are texts
                )
                return answer["ETag"]
        except NotFound as error:  # S3's word for a condition on what was deleted meanwhile
            raise Conflict(
                f"{self._url(key)} was deleted by someone else", log_summary=error.log_summary
            ) from error

    def delete(self, key: str) -> None:
        """Delete an object, if it is there."""
        with translated(self._url(key)):
            self._client.delete_object(Bucket=self._name, Key=key)

    def _body(self, key: str, answer: GetObjectOutputTypeDef, largest: int) -> bytes:
        if largest and answer["ContentLength"] > largest:
            answer["Body"].close()
            size = f"{answer['ContentLength']} bytes, {largest} are allowed"
            raise TooLarge(f"{self._url(key)} has {size}", log_summary=size)
        return answer["Body"].read()

    def _url(self, key: str) -> str:
        return f"s3://{self._name}/{key}"


def _version(entry: ObjectVersionTypeDef | DeleteMarkerEntryTypeDef, *, deleted: bool = False) -> Version:
    return Version(
        key=entry["Key"],
        id=entry["VersionId"],
        uploaded=entry["LastModified"],
        etag=str(entry.get("ETag", "")),
        size=int(str(entry.get("Size", 0))),
        latest=entry["IsLatest"],
        deleted=deleted,
    )
