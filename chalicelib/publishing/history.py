"""The versions of a file: when it was first uploaded, and when its text last changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import datetime
from itertools import groupby, takewhile

from chalicelib.content.article import KINDS, Article
from chalicelib.content.listing import Version
from chalicelib.publishing.bucket import Bucket

MAX_SINGLE_LISTINGS = 10
"""The most files whose versions are listed file by file. A listing of all has a thousand versions a page."""


def read_histories(bucket: Bucket, keys: Set[str]) -> dict[str, list[Version]]:
    """Returns the versions of some files by key, delete markers too, the newest first."""
    prefixes = sorted(keys) if len(keys) <= MAX_SINGLE_LISTINGS else [f"{kind}/" for kind in KINDS]
    return {
        key: list(versions)
        for key, versions in groupby(_versions(bucket, prefixes, max(keys, default="")), lambda v: v.key)
        if key in keys
    }


def _versions(bucket: Bucket, prefixes: Iterable[str], last_key: str) -> Iterator[Version]:
    """Yields the versions below some prefixes up to those of `last_key`; S3 lists them by key."""
    for prefix in prefixes:
        yield from takewhile(lambda version: version.key <= last_key, bucket.versions(prefix))


def apply_history(article: Article, history: list[Version], now: datetime) -> Article:
    """Returns `article` with the dates that the versions of its file give, the newest first in `history`.

    An article dated by its upload gets the date of the first upload. `edited` becomes the time at which the
    present bytes were uploaded, where other bytes were before them and readers may have read those. An
    upload of the same bytes is no change.
    """
    history = [version for version in history if not version.deleted]
    # The history is read after the file and may have a newer version; S3's clock may be ahead of ours.
    versions = [version for version in history if version.uploaded <= now] or history
    if not versions:
        return article
    if article.dated_by_upload:
        article = replace(article, date=min(article.date, versions[-1].uploaded))
    unchanged = list(takewhile(lambda version: version.etag == article.etag, versions))
    if not unchanged or len(unchanged) == len(versions) or article.updated:
        return article
    edited = unchanged[-1].uploaded
    return replace(article, edited=edited) if edited > article.begins else article


def apply_history_since_deletion(article: Article, history: list[Version], now: datetime) -> Article:
    """Returns `article` with the dates that the versions of its file give since it was deleted last."""
    return apply_history(article, list(takewhile(lambda version: not version.deleted, history)), now)
