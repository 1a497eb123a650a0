"""The blog that an import would make, tried before it is written: each file as publishing takes it, and each
old address as the routes lead readers on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import EndpointConnectionError
from werkzeug.test import Client

from billet.author.checking.folder_bucket import FolderBucket
from billet.author.quiet_logs import quiet_logs
from billet.migration.app_client import app_client
from chalicelib.content.article import kind_of
from chalicelib.content.media import FOLDER, url_path
from chalicelib.content.old_address import decoded, encoded
from chalicelib.content.receipt import Receipt
from chalicelib.index.file import IndexFile, open_index
from chalicelib.index.storage import INDEX_KEY
from chalicelib.publishing import reconcile
from chalicelib.publishing.render_worker import Renderer
from chalicelib.services import Services
from chalicelib.settings import Settings

LONGEST_CHAIN = 5
"""Redirects that follow one another before they count as a circle."""

_NOTHING = "nothing is there"
_REDIRECTS = (301, 302, 307, 308)


@dataclass(frozen=True)
class TriedAddress:
    """An old address, and where it leads: `new` is "" where it leads nowhere; `reason` says why."""

    old: str
    new: str
    reason: str = ""


@dataclass(frozen=True)
class Trial:
    """The blog that the files `paths`, by key, would be at `now`."""

    receipts: Mapping[str, Receipt]
    paths: Mapping[str, Path]
    bucket: FolderBucket
    now: datetime

    def index(self) -> AbstractContextManager[IndexFile]:
        """Returns the index of that blog."""
        fetched = self.bucket.fetch(INDEX_KEY)
        assert fetched, "nobody has it already"
        return open_index(fetched.data)

    @cached_property
    def _articles(self) -> Mapping[str, Receipt]:
        texts = (receipt for receipt in self.receipts.values() if kind_of(receipt.key))
        return {receipt.url: receipt for receipt in texts if receipt.url}

    @cached_property
    def _media(self) -> frozenset[str]:
        return frozenset(decoded(url_path(path)) for path in self.paths if not kind_of(path))

    def addresses(
        self, old_addresses: Iterable[str], advance: Callable[[int], object]
    ) -> Iterator[TriedAddress]:
        """Yields each old address, from the root of the site, and where the blog leads from it."""
        with _blog(self.bucket, self.now) as client:
            for old in old_addresses:
                yield self._tried(client, old)
                advance(1)

    def _tried(self, client: Client, old: str) -> TriedAddress:
        address = old
        for _ in range(LONGEST_CHAIN):
            path = decoded(urlsplit(address).path)
            if receipt := self._articles.get(path):
                is_read = receipt.state in ("live", "refused")
                return TriedAddress(old, address, "" if is_read else f"it is {receipt.state}")
            if path.startswith(f"/{FOLDER}") or path in self._media:  # what S3 alone could answer
                return TriedAddress(old, address) if path in self._media else TriedAddress(old, "", _NOTHING)
            response = client.get(encoded(address))
            if response.status_code not in _REDIRECTS:
                reason = _reason(response.status_code, is_home=path == "/" and address == old)
                return TriedAddress(old, "" if reason else address, reason)
            address = response.headers["Location"]
            if urlsplit(address).netloc:
                return TriedAddress(old, address)
        return TriedAddress(old, "", "it leads in circles")


def _reason(status: int, *, is_home: bool) -> str:
    """Returns why an old address leads nowhere, "" where it leads to a page."""
    if status == 200:
        return "it shows the home page" if is_home else ""
    return _NOTHING if status == 404 else f"it answers {status}"


def try_out(
    paths: Mapping[str, Path], renderer: Renderer, now: datetime, advance: Callable[[int], object]
) -> Trial:
    """Publishes files in memory, by the code that publishes them on AWS, and returns the blog they make."""
    bucket = FolderBucket(paths, now, lambda _: advance(1))
    with quiet_logs():
        report = reconcile(bucket, lambda: now, renderer, max_bytes=Settings.largest_article)
    return Trial({receipt.key: receipt for receipt in report.receipts}, paths, bucket, now)


class _NoAws:
    """A client of AWS that reaches none: what a page shows of comments is left out of it."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(**parameters: object) -> None:
            del parameters
            raise EndpointConnectionError(endpoint_url=name)

        return fail


def _blog(bucket: FolderBucket, now: datetime) -> AbstractContextManager[Client]:
    """Gives a client of the app that is deployed, whose store is `bucket` and whose clock stands still."""
    required = ("BUCKET", "COMMENTS_TABLE", "MESSAGES_TABLE", "SECRET_PARAMETER")
    variables = {
        **{f"BILLET_{name}": "trial" for name in required},
        "BILLET_FRESHNESS_SECONDS": "86400",
        "BILLET_BASE_URL": "https://blog.invalid",  # without one there are no feeds
    }

    def prepare(blog: Services) -> None:
        blog.clock = lambda: now
        vars(blog).update(bucket=bucket, _s3=_NoAws(), _dynamodb=_NoAws(), _ssm=_NoAws())

    return app_client(variables, prepare)
