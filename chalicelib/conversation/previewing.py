"""Private previews: links to what readers do not see yet, until they expire or are revoked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.content.article import Article
from chalicelib.content.index import Index
from chalicelib.conversation import preview
from chalicelib.conversation.preview import Preview
from chalicelib.errors import NotFound, Unavailable

PREFIX = "_previews/"
"""Begins the keys of the objects that say when an article's links were revoked."""


class Fetched(Protocol):
    """An object of a bucket."""

    @property
    def data(self) -> bytes: ...


class Bucket(Protocol):
    """What previewing needs of a bucket; `chalicelib.storage.s3.Bucket` has it."""

    def fetch(self, key: str) -> Fetched | None:
        """Returns an object. Raises `NotFound`, `Unavailable`."""

    def write(self, key: str, data: bytes) -> None:
        """Puts an object. Raises `Unavailable`."""


def revoke(article: Article, bucket: Bucket, clock: Clock) -> datetime:
    """Makes every link given out for an article so far void. Returns the moment."""
    now = clock()
    bucket.write(_path(preview.subject_of(article.id)), json.dumps({"revoked": now.isoformat()}).encode())
    return now


def admit(token: str, secret: str, bucket: Bucket, now: datetime) -> Preview:
    """Returns what a token permits to see at `now`.

    Raises `NotFound` for one that is forged, expired or revoked, and `Unavailable` where it cannot be
    known whether it was revoked: what is in doubt is not shown.
    """
    permission = preview.read(secret, token, now)
    if permission is None:
        raise NotFound("this preview link is not valid", log_summary="a preview link is not valid")
    revoked = _revoked(permission.subject, bucket)
    if revoked and permission.issued <= revoked:
        raise NotFound("this preview link was revoked", log_summary="a preview link was revoked")
    return permission


def article_of(permission: Preview, index: Index) -> Article:
    """Returns the article or page that may be seen, whatever its file and address are by now.
    Raises `NotFound` where it was deleted."""
    for article in index.articles:
        if preview.subject_of(article.id) == permission.subject:
            return article
    raise NotFound("what this preview link shows is gone", log_summary="what a preview link shows is gone")


def _revoked(subject: str, bucket: Bucket) -> datetime | None:
    """Returns when the links of an article were revoked, None where they never were."""
    try:
        fetched = bucket.fetch(_path(subject))
    except NotFound:
        return None
    assert fetched is not None, "the request was not conditional"
    try:
        moment = datetime.fromisoformat(json.loads(fetched.data)["revoked"])
        return moment.astimezone(UTC)
    except (ValueError, KeyError, TypeError) as error:
        message = f"{_path(subject)} is damaged: revoke the links again"
        raise Unavailable(message, log_summary="the record of a revoked preview is damaged") from error


def _path(subject: str) -> str:
    return f"{PREFIX}{subject}.json"
