"""The index in the bucket, for who writes it: over the bytes that were read or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from chalicelib.errors import Conflict, Corrupt
from chalicelib.index.handover import HandedOn, handed_on
from chalicelib.index.storage import INDEX_KEY, fetch_if_any, other_versions
from chalicelib.index.writer import IndexWriter
from chalicelib.publishing.bucket import Bucket

log = logging.getLogger("billet")


@dataclass
class StoredIndex:
    """A writer on the index as it was read, and the ETag of the object; "" where there is none.

    `is_whole` is False for one that was made of another format's ids, or of an older version since the newest
    cannot be read: then it must be saved, and not before all files are read.
    """

    bucket: Bucket
    writer: IndexWriter
    etag: str
    is_whole: bool = True

    @classmethod
    def load(cls, bucket: Bucket) -> StoredIndex:
        """Loads the index. It is read before the bucket is listed: whoever saves in between makes our own
        save fail, and we start again. Raises `Unavailable`."""
        fetched = fetch_if_any(bucket, INDEX_KEY)
        if fetched is None:
            writer = IndexWriter.of(None)
            return cls(bucket, writer, "", is_whole=not _inherit(bucket, writer))
        try:
            return cls(bucket, IndexWriter.of(fetched.data, fetched.etag), fetched.etag)
        except Corrupt as error:
            log.error("the newest index cannot be read: %s", error)
        for data in _older_versions(bucket):
            try:
                return cls(bucket, IndexWriter.of(data), fetched.etag, is_whole=False)
            except Corrupt as error:
                log.error("an older index cannot be read: %s", error)
        return cls(bucket, IndexWriter.of(None), fetched.etag, is_whole=False)

    @classmethod
    def anew(cls, bucket: Bucket) -> StoredIndex:
        """Begins anew in the place of an index that fails when it is asked, with the ids that it can still
        tell, or else the newest older version. Raises `Unavailable`."""
        fetched, writer = fetch_if_any(bucket, INDEX_KEY), IndexWriter.of(None)
        if fetched is None:
            return cls(bucket, writer, "")
        for data in chain([fetched.data], _older_versions(bucket)):
            try:
                _take_over(writer, handed_on(data))
                break
            except Corrupt as error:
                log.error("no ids can be handed on: %s", error)
        return cls(bucket, writer, fetched.etag, is_whole=False)

    def save(self) -> None:
        """Writes the index over the one that was loaded, where it differs. Raises `Conflict` where another
        run was faster."""
        if self.is_whole and not self.writer.changed:
            return
        data = self.writer.packed()
        try:
            self.etag = self.bucket.write(INDEX_KEY, data, replacing=self.etag)
        except Conflict:
            # S3's client tries again by itself, and may meet what its own first try wrote.
            fetched = fetch_if_any(self.bucket, INDEX_KEY)
            if fetched is None or fetched.data != data:
                raise
            self.etag = fetched.etag
        self.writer.mark_saved(self.etag)
        self.is_whole = True


def _older_versions(bucket: Bucket) -> Iterator[bytes]:
    for version in bucket.versions(INDEX_KEY):
        if version.key != INDEX_KEY or version.deleted or version.latest:
            continue
        if fetched := fetch_if_any(bucket, INDEX_KEY, version=version.id):
            yield fetched.data


def _inherit(bucket: Bucket, writer: IndexWriter) -> bool:
    """Takes over what no file can tell again from the index that code before or after this one has written,
    the highest version; returns whether there is any. Ids stay retired until their files are read."""
    keys = other_versions(bucket)
    for number in sorted(keys, reverse=True):
        fetched = bucket.fetch(keys[number])
        assert fetched is not None, "the request was not conditional"
        try:
            rows = handed_on(fetched.data)
        except Corrupt as error:
            log.error("an index of another version cannot be read: %s", error)
            continue
        _take_over(writer, rows)
        log.info("ids and redirects of index version %d are handed on", number)
        break
    return bool(keys)


def _take_over(writer: IndexWriter, rows: HandedOn) -> None:
    for row in rows.ids:
        writer.write_retired_id(row)
    for path, id in rows.former_paths:
        writer.write_former_path(path, id)
