"""Addresses of objects in the bucket that anyone may read for a while: S3 sends what is too large for a
function."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib.storage.aws import translated

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

LIFETIME = timedelta(hours=6)
"""How long an address is good: players jump about in a film by it until the film and its pauses are over. The
keys of a function may end it earlier, and so does deleting the file."""


class SignedUrls:
    """The addresses of one bucket, signed with the keys of this function: who holds one may do no more than
    the function may."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def url_of(self, key: str, content_type: str, *, disposition: str = "", head: bool = False) -> str:
        """Returns the address of an object, which S3 sends as of a media type and with a
        ``Content-Disposition``, whatever it was uploaded with. An address is good for GET, or for HEAD."""
        parameters = {"Bucket": self._bucket, "Key": key, "ResponseContentType": content_type}
        if disposition:
            parameters["ResponseContentDisposition"] = disposition
        with translated(f"s3://{self._bucket}/{key}"):
            return self._client.generate_presigned_url(
                "get_object",
                Params=parameters,
                ExpiresIn=int(LIFETIME.total_seconds()),
                HttpMethod="HEAD" if head else "GET",
            )

    @cached_property
    def origin(self) -> str:
        """The scheme and host of all of them."""
        parts = urlsplit(self.url_of("media/", "text/plain"))
        return f"{parts.scheme}://{parts.netloc}"
