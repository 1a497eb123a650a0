"""Private previews: links to what readers do not see yet, and links taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Protocol

from chalicelib.caching import Clock
from chalicelib.content.article import Article
from chalicelib.conversation import preview
from chalicelib.conversation.preview import Preview
from chalicelib.errors import NotFound, Unavailable
from chalicelib.index import articles
from chalicelib.index.file import IndexFile

PREFIX = "_previews/"
"""Where in the bucket lies, for each article whose links were revoked, the moment of that."""


class Fetched(Protocol):
    """An object of a bucket."""

    @property
    def data(self) -> bytes: ...


class Bucket(Protocol):
    """What previewing needs of a bucket; `chalicelib.storage.s3.Bucket` is the one there is."""

    def fetch(self, key: str) -> Fetched | None:
        """Returns an object. Raises `NotFound`, `Unavailable`."""

    def write(self, key: str, data: bytes) -> str:
        """Puts an object. Raises `Unavailable`."""


def revoke(article: Article, bucket: Bucket, clock: Clock) -> datetime:
    """Makes every link given out for an article so far void. Returns the moment."""
    now = clock()
    bucket.write(_path(preview.subject_of(article.id)), json.dumps({"revoked": now.isoformat()}).encode())
    return now


def admit(token: str, secret: str, bucket: Bucket, now: datetime) -> Preview:
    """Returns what a token gives leave to see at `now`.

    Raises `NotFound` for one that is forged, over or revoked, and `Unavailable` where it cannot be known
    whether it was revoked: what is in doubt is not shown.
    """
    allowed = preview.read(secret, token, now)
    if allowed is None:
        raise NotFound(
            "this preview link is not good, or no longer", log_summary="a preview link is not good"
        )
    revoked = _revoked(allowed.subject, bucket)
    if revoked and allowed.issued <= revoked:
        raise NotFound("this preview link was revoked", log_summary="a preview link was revoked")
    return allowed


def article_of(allowed: Preview, index: IndexFile) -> Article:
    """Returns the article or page that may be seen, whatever has become of its file and address since.
    Raises `NotFound` where it is gone."""
    for key, article_id in articles.ids(index).items():
        if preview.subject_of(article_id) == allowed.subject and (article := articles.by_key(index, key)):
            return article
    raise NotFound("what this preview link shows is gone", log_summary="what a preview link shows is gone")


def _revoked(subject: str, bucket: Bucket) -> datetime | None:
    """Returns the moment up to which links were revoked; None where none was."""
    try:
        fetched = bucket.fetch(_path(subject))
    except NotFound:
        return None
    assert fetched is not None, "the request was not conditional"
    try:
        moment = datetime.fromisoformat(json.loads(fetched.data)["revoked"])
        return moment.astimezone(UTC)
    except (ValueError, KeyError, TypeError) as error:
        what = f"{_path(subject)} is damaged: revoke the links again"
        raise Unavailable(what, log_summary="the record of revoked preview links is damaged") from error


def _path(subject: str) -> str:
    return f"{PREFIX}{subject}.json"
