"""The package on its way to Lambda: put into the bucket once, instead of sent with each function.

Chalice has no setting for it, but lets botocore make the requests, which hands each request's parameters to
handlers before it is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import boto3
import botocore
from botocore.exceptions import BotoCoreError, ClientError

FOLDER = "_package/"
"""Where it lies in the bucket for a day: a rule of the bucket deletes it, and neither readers nor publishing
look there."""


class PackageUpload:
    """The way of one deployment's package into a bucket. `tell` is called with a line about a failure."""

    def __init__(self, bucket: str, tell: Callable[[str], object]) -> None:
        self._bucket = bucket
        self._tell = tell
        self._place = cache(self._put)

    def register(self) -> None:
        """Lets every session of botocore that begins from now on take its packages from the bucket."""
        botocore.register_initializer(self._listen)

    def _listen(self, session: Any) -> None:
        session.register("provide-client-params.lambda.CreateFunction", self.of_creation)
        session.register("provide-client-params.lambda.UpdateFunctionCode", self.of_update)

    def of_creation(self, params: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Returns the parameters of a function's creation with the package's place instead of the package."""
        return {**params, "Code": self._without_package(params["Code"])}

    def of_update(self, params: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Returns the same of an update."""
        return self._without_package(params)

    def _without_package(self, params: Mapping[str, Any]) -> dict[str, Any]:
        package = params.get("ZipFile")
        place = self._place(package) if isinstance(package, bytes) else None
        if place is None:
            return dict(params)
        return {**{name: value for name, value in params.items() if name != "ZipFile"}, **place}

    def _put(self, package: bytes) -> dict[str, str] | None:
        """Returns the place of a package in the bucket, None where it cannot be put there: Lambda takes it
        with each function as well."""
        key = f"{FOLDER}{hashlib.sha256(package).hexdigest()}.zip"
        try:
            boto3.client("s3").put_object(Bucket=self._bucket, Key=key, Body=package)
        except (BotoCoreError, ClientError) as error:
            self._tell(f"The package is sent with each function, as the bucket does not take it: {error}")
            return None
        return {"S3Bucket": self._bucket, "S3Key": key}
