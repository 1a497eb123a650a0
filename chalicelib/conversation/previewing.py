"""Private previews: links to what readers do not see yet, and links taken back."""

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
"""Where in the bucket it is kept since when no older link is good."""


class Fetched(Protocol):
    """What a bucket gives of an object."""

    @property
    def data(self) -> bytes: ...


class Bucket(Protocol):
    """What previewing needs of a bucket; `chalicelib.storage.s3.Bucket` is the one there is."""

    def fetch(self, key: str) -> Fetched | None:
        """An object. Raises `NotFound`, `Unavailable`."""

    def write(self, key: str, data: bytes) -> None:
        """Put an object. Raises `Unavailable`."""


def revoke(article: Article, bucket: Bucket, clock: Clock) -> datetime:
    """Make every link given out for an article so far void. Returns the moment."""
    now = clock()
    bucket.write(_path(preview.subject_of(article.id)), json.dumps({"revoked": now.isoformat()}).encode())
    return now


def admit(token: str, secret: str, bucket: Bucket, now: datetime) -> Preview:
    """What a token gives leave to see at `now`.

    Raises `NotFound` for one that is forged, over or taken back, and `Unavailable` where it cannot be
    known whether it was taken back: what is in doubt is not shown.
    """
    found = preview.read(secret, token, now)
    if found is None:
        raise NotFound(
            "this preview link is not good, or no longer", log_summary="a preview link is not good"
        )
    revoked = _revoked(found.subject, bucket)
    if revoked and found.issued <= revoked:
        raise NotFound("this preview link was taken back", log_summary="a preview link was taken back")
    return found


def article_of(allowed: Preview, index: Index) -> Article:
    """The article or page that may be seen, whatever has become of its file and address since.
    Raises `NotFound` where there is none any more."""
    for article in index.articles:
        if preview.subject_of(article.id) == allowed.subject:
            return article
    raise NotFound("what this preview link shows is gone", log_summary="what a preview link shows is gone")


def _revoked(subject: str, bucket: Bucket) -> datetime | None:
    """Since when no older link is good; None where none was taken back."""
    try:
        fetched = bucket.fetch(_path(subject))
    except NotFound:
        return None
    assert fetched is not None, "the request was not conditional"
    try:
        moment = datetime.fromisoformat(json.loads(fetched.data)["revoked"])
        return moment.astimezone(UTC)
    except (ValueError, KeyError, TypeError) as error:
        what = f"{_path(subject)} is damaged: take the links back again"
        raise Unavailable(what, log_summary="what was kept of a preview is damaged") from error


def _path(subject: str) -> str:
    return f"{PREFIX}{subject}.json"
