"""Receipts as the bucket has them: what became of each file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from billet.parallel import Progress, in_parallel
from chalicelib.content.listing import is_text
from chalicelib.content.receipt import PREFIX, Receipt, has_room, path_of
from chalicelib.errors import NotFound, Unavailable
from chalicelib.publishing import media
from chalicelib.storage.s3 import Bucket

PATIENCE = 60.0
"""Seconds without any news after which receipts are not waited for any longer."""

_BETWEEN_LOOKS = 1.0
"""Seconds."""

State = Literal["live", "draft", "scheduled", "expired", "refused", "waiting"]


@dataclass(frozen=True)
class Answer:
    """A file in the bucket and its receipt, None where it has none yet. `state` is that of now:
    "waiting" where there is no receipt of the bytes that are there now."""

    key: str
    state: State
    receipt: Receipt | None


def is_answered(key: str) -> bool:
    """Whether a file gets a receipt at all."""
    known = is_text(key) or media.is_medium(key)
    return known and has_room(key)


def answers(bucket: Bucket, now: datetime, progress: Progress) -> list[Answer]:
    """What became of every file, in the order of their keys. Raises `Unavailable`."""
    there = contents(bucket)
    told = {path for path, _ in bucket.etags(PREFIX)}
    asked = [key for key in there if path_of(key) in told]
    receipts: dict[str, Receipt] = {}
    with progress("Reading receipts", len(asked)) as advance:
        for key, receipt in in_parallel(lambda key: (key, read(bucket, key)), asked):
            advance(1)
            if receipt:
                receipts[key] = receipt
    return [answer(key, etag, receipts.get(key), now) for key, etag in sorted(there.items())]


def answer(key: str, etag: str, receipt: Receipt | None, now: datetime) -> Answer:
    """What became of one file, whose ETag is `etag` now."""
    if receipt is None or receipt.etag != etag:
        return Answer(key, "waiting", receipt)
    return Answer(key, state_of(receipt, now), receipt)


def contents(bucket: Bucket) -> dict[str, str]:
    """The ETags of all files that get receipts, by key."""
    return {one.key: one.etag for one in bucket.entries() if is_answered(one.key)}


def state_of(receipt: Receipt, now: datetime) -> State:
    """The state at `now` of what a receipt was once written about."""
    if receipt.state in ("draft", "refused") or not receipt.date:
        return receipt.state
    if now < datetime.fromisoformat(receipt.date):
        return "scheduled"
    return "expired" if receipt.expires and datetime.fromisoformat(receipt.expires) <= now else "live"


def read(bucket: Bucket, key: str) -> Receipt | None:
    """The receipt of a file, None where there is none that can be read."""
    try:
        return Receipt.from_json(bucket.read(path_of(key)).data)
    except (NotFound, ValueError):
        return None


@dataclass
class Wait:
    """Waiting for the receipts of files that were uploaded; `tell` the time in seconds and `pause` are
    handed in, so that tests need not wait."""

    bucket: Bucket
    progress: Progress
    tell: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _seen: dict[str, str] = field(default_factory=dict)

    def for_all(self, sent: Mapping[str, str], now: Callable[[], datetime]) -> list[Answer]:
        """The answers to files with these ETags, by key. Who has none in time is "waiting"."""
        expected = {key: etag for key, etag in sent.items() if is_answered(key)}
        got: dict[str, Receipt] = {}
        with self.progress("Waiting for receipts", len(expected)) as advance:
            last_news = self.tell()
            while len(got) < len(expected) and self.tell() - last_news < PATIENCE:
                news = self._look({key: expected[key] for key in expected.keys() - got.keys()})
                if news:
                    got |= news
                    advance(len(news))
                    last_news = self.tell()
                if len(got) < len(expected):
                    self.pause(_BETWEEN_LOOKS)
        return [answer(key, etag, got.get(key), now()) for key, etag in sorted(expected.items())]

    def _look(self, expected: Mapping[str, str]) -> dict[str, Receipt]:
        """New receipts about those very bytes. That S3 fails now and then ends no waiting."""
        try:
            listed = dict(self.bucket.etags(PREFIX))
            fresh = [
                key
                for key in expected
                if path_of(key) in listed and self._seen.get(key) != listed[path_of(key)]
            ]
            found = dict(in_parallel(lambda key: (key, read(self.bucket, key)), fresh))
        except Unavailable:
            return {}
        self._seen |= {key: listed[path_of(key)] for key in fresh}
        return {key: one for key, one in found.items() if one and one.etag == expected[key]}


def matching(name: str, among: Iterable[Answer]) -> list[Answer]:
    """The files that a person means by a key, a slug, or a path that ends with the key."""
    wanted = name.replace("\\", "/")
    found = list(among)
    for fits in (
        lambda one: one.key == wanted,
        lambda one: wanted.endswith("/" + one.key),
        lambda one: bool(one.receipt) and wanted.strip("/") in (one.receipt.slug, one.receipt.url.strip("/")),
        lambda one: wanted in (PurePosixPath(one.key).name, PurePosixPath(one.key).stem),
    ):
        if those := [one for one in found if fits(one)]:
            return those
    return []
