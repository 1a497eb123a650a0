"""What the versions of a file tell: when its text was first uploaded, and when it was last changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import datetime
from itertools import groupby, takewhile

from chalicelib.content.article import KINDS, Article
from chalicelib.content.listing import Version
from chalicelib.publishing.bucket import Bucket

FEW = 10
"""Files up to which each is asked for by itself: a list of all has a thousand versions a page."""


def histories(bucket: Bucket, keys: Set[str]) -> dict[str, list[Version]]:
    """Returns the versions of some files that hold bytes, by key, the newest first."""
    prefixes = sorted(keys) if len(keys) <= FEW else [f"{kind}/" for kind in KINDS]
    return {
        key: [version for version in versions if not version.deleted]
        for key, versions in groupby(_versions(bucket, prefixes, max(keys, default="")), lambda v: v.key)
        if key in keys
    }


def _versions(bucket: Bucket, prefixes: Iterable[str], last: str) -> Iterator[Version]:
    """Yields the versions below some prefixes, up to those of key `last`: a list has them by key."""
    for prefix in prefixes:
        yield from takewhile(lambda version: version.key <= last, bucket.versions(prefix))


def dated(article: Article, history: list[Version], now: datetime) -> Article:
    """Returns `article` with what only the history of its file can tell.

    One that is dated by its upload is dated by the first; `edited` is when the bucket got the bytes
    it has now, where others were there before and readers may have seen those. Bytes that were
    uploaded again as they were have not changed.
    """
    # A history read after the file may know of a newer one; S3's clock may run ahead of ours.
    known = [version for version in history if version.uploaded <= now] or history
    if not known:
        return article
    if article.dated_by_upload:
        article = replace(article, date=min(article.date, known[-1].uploaded))
    same = list(takewhile(lambda version: version.etag == article.etag, known))
    if not same or len(same) == len(known) or article.updated:
        return article
    changed = same[-1].uploaded
    return replace(article, edited=changed) if changed > article.begins else article
