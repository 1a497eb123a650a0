"""The bucket of articles, pages, media and index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from botocore.exceptions import ClientError

from chalicelib.content.article import Source
from chalicelib.content.listing import ListedObject, Version
from chalicelib.errors import Conflict, NotFound, OutOfRange, TooLarge
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
    """Returns when the object of a GetObject answer was uploaded, whoever restored it since."""
    last_modified: datetime = answer["LastModified"]
    try:
        first_upload = datetime.fromisoformat(answer.get("Metadata", {}).get(UPLOADED, ""))
    except ValueError:
        return last_modified
    return first_upload if first_upload.tzinfo else last_modified


_AFTER_DERIVED_KEYS = "`"  # the character after the underscore, which derived keys begin with


@dataclass(frozen=True)
class Fetched:
    """The bytes of an object, and its ETag in the quotes that S3 writes. `part` tells which bytes of how many
    they are, as ``Content-Range`` does; "" where they are all."""

    data: bytes
    etag: str
    part: str = ""


class Bucket:
    """One S3 bucket. Every method raises `Unavailable` when S3 fails."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def etags(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yields key and ETag of every object below `prefix`, in the order of the keys."""
        with translated(f"s3://{self._name}/{prefix}"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._name, Prefix=prefix):
                for listed in page.get("Contents", []):
                    yield listed["Key"], listed["ETag"]

    def objects(self) -> Iterator[ListedObject]:
        """Yields the objects that authors uploaded, in the order of the keys.

        One listing has them all: Billet's own keys begin with an underscore, which comes before the letters
        that an author's keys begin with.
        """
        with translated(f"s3://{self._name}"):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._name, StartAfter=_AFTER_DERIVED_KEYS):
                for listed in page.get("Contents", []):
                    yield ListedObject(listed["Key"], listed["ETag"], listed["Size"])

    def versions(self, prefix: str) -> Iterator[Version]:
        """Yields the versions of the objects below `prefix`, by key, the newest first."""
        with translated(self._url(prefix)):
            pages = self._client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self._name, Prefix=prefix):
                versions = [
                    *(_version(listed) for listed in page.get("Versions", [])),
                    *(_version(marker, deleted=True) for marker in page.get("DeleteMarkers", [])),
                ]
                # S3 returns versions and delete markers in two lists, each in this order.
                yield from sorted(versions, key=lambda v: (v.key, not v.latest, -v.uploaded.timestamp()))

    def head(self, key: str, length: int, *, if_match: str = "") -> bytes:
        """Returns the first `length` bytes of an object, or all it has. Raises `NotFound`, and `Conflict`
        where its ETag is not `if_match`."""
        condition = {"IfMatch": if_match} if if_match else {}
        with translated(self._url(key)):
            try:
                answer = self._client.get_object(
                    Bucket=self._name,
                    Key=key,
                    Range=f"bytes=0-{length - 1}",
                    **condition,  # type: ignore[arg-type]  # a text
                )
            except ClientError as error:
                if error.response["Error"]["Code"] == "InvalidRange":  # the object is empty
                    return b""
                raise
            return answer["Body"].read()

    def read(self, key: str, *, max_bytes: int = 0) -> Source:
        """Returns the latest version of an object, with its metadata.

        Raises `NotFound`, and `TooLarge` where it has more than `max_bytes` (0: no limit).
        """
        with translated(self._url(key)):
            answer = self._client.get_object(Bucket=self._name, Key=key)
            return Source(
                key=key,
                data=self._body(key, answer, max_bytes),
                etag=answer["ETag"],
                version=answer.get("VersionId", ""),
                uploaded=upload_time(answer),
            )

    def fetch(
        self,
        key: str,
        *,
        if_none_match: str = "",
        version: str = "",
        if_match: str = "",
        part: str = "",
        max_bytes: int = 0,
    ) -> Fetched | None:
        """Returns an object, of `version` or with ETag `if_match` where these are given, or a `part` of it,
        written as in a ``Range`` header: ``bytes=0-99``.

        Returns None where its ETag is still `if_none_match` (a 304). Raises `NotFound`, `Conflict` where its
        ETag is not `if_match`, `OutOfRange`, and `TooLarge` as `read` does, whatever part is asked for.
        """
        conditions = {
            "IfNoneMatch": if_none_match,
            "IfMatch": if_match,
            "VersionId": version,
            "Range": part,
        }
        with translated(self._url(key)):
            try:
                answer = self._client.get_object(
                    Bucket=self._name,
                    Key=key,
                    **{name: value for name, value in conditions.items() if value},  # type: ignore[arg-type]  # all are texts
                )
            except ClientError as error:
                if error.response["Error"]["Code"] in ("304", "NotModified"):
                    return None
                if error.response["Error"]["Code"] == "InvalidRange":
                    size = int(error.response["Error"].get("ActualObjectSize", 0))  # type: ignore[call-overload]  # S3 adds it
                    raise OutOfRange(f"{self._url(key)} has no {part}", size) from error
                raise
            return Fetched(self._body(key, answer, max_bytes), answer["ETag"], answer.get("ContentRange", ""))

    def download(self, key: str, file: BinaryIO, *, if_none_match: str = "") -> str | None:
        """Copies an object into a file, a chunk at a time, and returns its ETag.

        Copies nothing and returns None where its ETag is still `if_none_match` (a 304). Raises `NotFound`.
        """
        condition = {"IfNoneMatch": if_none_match} if if_none_match else {}
        with translated(self._url(key)):
            try:
                answer = self._client.get_object(Bucket=self._name, Key=key, **condition)  # type: ignore[arg-type]  # a text
            except ClientError as error:
                if error.response["Error"]["Code"] in ("304", "NotModified"):
                    return None
                raise
            for chunk in answer["Body"].iter_chunks(1 << 20):
                file.write(chunk)
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
        """Writes an object and returns its ETag.

        Where `replacing` is an ETag, writes only over the object that has it; where it is "", only where no
        object exists. Raises `Conflict` otherwise. A CDN that reads the bucket passes the three headers on;
        "" leaves one out.
        """
        optional = {"CacheControl": cache_control, "ContentDisposition": disposition}
        if replacing is not None:
            optional |= {"IfMatch": replacing} if replacing else {"IfNoneMatch": "*"}
        try:
            with translated(self._url(key)):
                answer = self._client.put_object(
                    Bucket=self._name,
                    Key=key,
                    Body=data,
                    ContentType=content_type,
                    **{name: value for name, value in optional.items() if value},  # type: ignore[arg-type]  # all are texts
                )
                return answer["ETag"]
        except NotFound as error:  # S3's answer to IfMatch where the object has been deleted
            raise Conflict(
                f"{self._url(key)} was deleted by someone else", log_summary=error.log_summary
            ) from error

    def delete(self, key: str) -> None:
        """Deletes an object, if it exists."""
        with translated(self._url(key)):
            self._client.delete_object(Bucket=self._name, Key=key)

    def _body(self, key: str, answer: GetObjectOutputTypeDef, max_bytes: int) -> bytes:
        # Of a part S3 says "bytes 0-99/100", where the last number is that of the whole.
        bytes_of_all = int(answer.get("ContentRange", "").rpartition("/")[2] or answer["ContentLength"])
        if max_bytes and bytes_of_all > max_bytes:
            answer["Body"].close()
            size = f"{bytes_of_all} bytes, {max_bytes} are allowed"
            raise TooLarge(f"{self._url(key)} has {size}", etag=answer["ETag"], log_summary=size)
        return answer["Body"].read()

    def _url(self, key: str) -> str:
        return f"s3://{self._name}/{key}"


def _version(listed: ObjectVersionTypeDef | DeleteMarkerEntryTypeDef, *, deleted: bool = False) -> Version:
    return Version(
        key=listed["Key"],
        id=listed["VersionId"],
        uploaded=listed["LastModified"],
        etag=str(listed.get("ETag", "")),
        size=int(str(listed.get("Size", 0))),
        latest=listed["IsLatest"],
        deleted=deleted,
    )
