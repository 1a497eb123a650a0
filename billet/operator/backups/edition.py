"""What publishing wrote, as it is in a backup: the index, and the receipts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of
from chalicelib.content.index import Index, Stock
from chalicelib.publishing.edition import Edition

from billet.operator.backups.archive import Manifest, Role, Stored
from billet.operator.backups.object_restore import Placed, Shelf
from chalicelib.content import article as articles
from chalicelib.content import index as indexes
from chalicelib.content import receipt as receipts
from chalicelib.content import site as sites
from chalicelib.content.article import Article
from chalicelib.errors import Conflict
from chalicelib.publishing import edition as editions
from chalicelib.storage.s3 import Bucket

ROUNDS = 5
"""How often receipts are looked at while runs of publishing that the uploads set off write theirs."""


def publish(
    folder: Path,
    manifest: Manifest,
    placed: Mapping[tuple[Role, str], Placed],
    shelf: Shelf,
    bucket: Bucket,
    now: datetime,
) -> None:
    """Write the edition over whatever is there, naming the objects as they are `placed`.

    A backup without one has nothing published: the next run of publishing makes one. Raises
    `Conflict` where something else writes all the while.
    """
    objects = manifest.of("objects")
    if fronts.KEY not in objects:
        return
    front = fronts.load((folder / objects[fronts.KEY].file.path).read_bytes())
    before = indexes.load((folder / objects[key_of(front.index)].file.path).read_bytes())
    index = _moved(before, manifest, placed)
    if (searched := front.holdings.base) in objects:
        bucket.write(searched, (folder / objects[searched].file.path).read_bytes())
    elif searched:  # the next run makes it of the texts
        index = replace(index, stock=Stock())
    editions.place(bucket, index, now)
    _settle(index, _lasting_receipts(before, manifest), shelf, bucket)


def _moved(index: Index, manifest: Manifest, placed: Mapping[tuple[Role, str], Placed]) -> Index:
    """The index with ETags and versions as they are in this bucket; all else in it stays."""
    newest, published = manifest.of("objects"), manifest.of("published")

    def article_here(article: Article) -> Article:
        if article.key in published:
            here = placed["published", article.key]
        elif article.key in newest and newest[article.key].etag == article.etag:
            here = placed["objects", article.key]
        else:
            return article  # its version was lost before the backup: readers do not find it there either
        return replace(article, etag=here.etag, version=here.version)

    return replace(
        index,
        articles=tuple(article_here(article) for article in index.articles),
        seen={
            key: placed["objects", key].etag if key in newest and newest[key].etag == etag else etag
            for key, etag in index.seen.items()
        },
    )


def _settle(index: Index, lasting: Mapping[str, Stored], shelf: Shelf, bucket: Bucket) -> None:
    """See to it that what runs of publishing wrote in the middle of the restore does not stay.

    Their index cannot: theirs was written before ours, or is made from it. Their receipts may tell
    of a bucket that was half filled.
    """
    for _ in range(ROUNDS):
        there = dict(bucket.etags(receipts.PREFIX))
        wrong = [one for key, one in lasting.items() if there.get(key) not in one.etags]
        if not wrong:
            break
        for receipt in wrong:
            shelf.put(receipt)
    else:
        raise Conflict("publishing is at work all the while: run it again")
    if Edition.current(bucket).front.generation < index.generation:
        raise Conflict(f"{fronts.KEY} was written by something that had not read it: run it again")


def _lasting_receipts(index: Index, manifest: Manifest) -> dict[str, Stored]:
    """The receipts that the next run does not write anew anyway."""
    newest = manifest.of("objects")
    waiting = {
        key
        for key in index.seen.keys() | newest.keys()
        if articles.kind_of(key) or key == sites.FILE
        if key not in newest or newest[key].etag != index.seen.get(key)
    }
    if sites.FILE in waiting:  # may change what all the others say
        return {}
    # Who waits for an address is asked again as soon as anything has changed.
    rewritten = {receipts.path_of(key) for key in waiting.union(index.crowded if waiting else ())}
    return {
        key: one for key, one in newest.items() if key.startswith(receipts.PREFIX) and key not in rewritten
    }
