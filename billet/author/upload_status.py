"""What became of each uploaded file, as the published index tells it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from billet.parallel import Progress
from chalicelib.content.listing import is_text
from chalicelib.content.receipt import Receipt
from chalicelib.errors import NotFound, StoreError
from chalicelib.index.file import IndexFile, empty_index, open_index
from chalicelib.index.receipts import receipts_of
from chalicelib.index.storage import INDEX_KEY, load
from chalicelib.publishing import media
from chalicelib.storage.s3 import Bucket

PATIENCE_SECONDS = 60.0
"""How long receipts are waited for after the last one came."""

_POLL_SECONDS = 1.0

State = Literal["live", "draft", "scheduled", "expired", "refused", "waiting"]


@dataclass(frozen=True)
class UploadStatus:
    """A file in the bucket and its receipt, None where it has none yet. `state` is "waiting" where there is
    no receipt of the bytes that are in the bucket now."""

    key: str
    state: State
    receipt: Receipt | None

    @classmethod
    def of(cls, key: str, etag: str, receipt: Receipt | None) -> UploadStatus:
        """The status of a file that has `etag` in the bucket."""
        is_current = receipt is not None and receipt.etag == etag
        return cls(key, receipt.state if receipt and is_current else "waiting", receipt)


def gets_receipt(key: str) -> bool:
    """Whether publishing writes a receipt for a file."""
    return is_text(key) or media.is_medium(key)


def published_index(bucket: Bucket) -> IndexFile:
    """The index in the bucket, an empty one where nothing was published yet. Raises `Unavailable`."""
    try:
        return load(bucket)
    except NotFound:
        return empty_index()


def upload_statuses(bucket: Bucket, now: datetime) -> list[UploadStatus]:
    """The status of every file in the bucket, by key. Raises `Unavailable`."""
    with published_index(bucket) as index:
        receipts = {receipt.key: receipt for receipt in receipts_of(index, now)}
    return [
        UploadStatus.of(stored.key, stored.etag, receipts.get(stored.key))
        for stored in bucket.objects()
        if gets_receipt(stored.key)
    ]


@dataclass
class ReceiptWait:
    """Waits for the receipts of uploaded files. `monotonic` tells the time in seconds; it and `pause` are
    handed in, so that tests need not wait."""

    bucket: Bucket
    progress: Progress
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _index_etag: str = ""

    def for_all(self, etags: Mapping[str, str], clock: Callable[[], datetime]) -> list[UploadStatus]:
        """The statuses of files that were uploaded with these ETags, by key; "waiting" where the receipt
        did not come in time."""
        expected = {key: etag for key, etag in sorted(etags.items()) if gets_receipt(key)}
        receipts: dict[str, Receipt] = {}
        with self.progress("Waiting for receipts", len(expected)) as advance:
            last_news = self.monotonic()
            while len(receipts) < len(expected) and self.monotonic() - last_news < PATIENCE_SECONDS:
                current = {
                    receipt.key: receipt
                    for receipt in self._new_receipts(clock())
                    if receipt.etag == expected.get(receipt.key)
                }
                if news := current.keys() - receipts.keys():
                    advance(len(news))
                    last_news = self.monotonic()
                receipts |= current
                if len(receipts) < len(expected):
                    self.pause(_POLL_SECONDS)
        return [UploadStatus.of(key, etag, receipts.get(key)) for key, etag in expected.items()]

    def _new_receipts(self, now: datetime) -> list[Receipt]:
        """All receipts where the index has changed since the last call. That S3 fails now and then ends no
        waiting."""
        try:
            fetched = self.bucket.fetch(INDEX_KEY, if_none_match=self._index_etag)
            if fetched is None:
                return []
            with open_index(fetched.data) as index:
                receipts = list(receipts_of(index, now))
        except StoreError:
            return []
        self._index_etag = fetched.etag
        return receipts


def matching(name: str, statuses: Iterable[UploadStatus]) -> list[UploadStatus]:
    """The files that a person means by a key, a path that ends with the key, a slug, or a file's name."""
    name = name.replace("\\", "/")
    candidates = list(statuses)
    criteria: tuple[Callable[[UploadStatus], object], ...] = (
        lambda status: status.key == name,
        lambda status: name.endswith("/" + status.key),
        lambda status: (
            status.receipt and name.strip("/") in (status.receipt.slug, status.receipt.url.strip("/"))
        ),
        lambda status: name in (PurePosixPath(status.key).name, PurePosixPath(status.key).stem),
    )
    for fits in criteria:
        if matches := [status for status in candidates if fits(status)]:
            return matches
    return []
