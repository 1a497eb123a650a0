"""Private previews: links to what readers do not see yet, and links taken back."""

from __future__ import annotations

from datetime import datetime

from chalicelib.caching import Clock
from chalicelib.content.article import Article
from chalicelib.conversation import preview, revocation
from chalicelib.conversation.preview import Preview
from chalicelib.conversation.revocation import Bucket
from chalicelib.errors import NotFound
from chalicelib.index import articles
from chalicelib.index.file import IndexFile


def revoke(article: Article, bucket: Bucket, clock: Clock) -> datetime:
    """Makes every link given out for an article so far void. Returns the moment."""
    return revocation.revoke(preview.subject_of(article.id), bucket, clock)


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
    if revocation.is_revoked(allowed.subject, allowed.issued, bucket):
        raise NotFound("this preview link was revoked", log_summary="a preview link was revoked")
    return allowed


def article_of(allowed: Preview, index: IndexFile) -> Article:
    """Returns the article or page that may be seen, whatever has become of its file and address since.
    Raises `NotFound` where it is gone."""
    for key, article_id in articles.ids(index).items():
        if preview.subject_of(article_id) == allowed.subject and (article := articles.by_key(index, key)):
            return article
    raise NotFound("what this preview link shows is gone", log_summary="what a preview link shows is gone")
