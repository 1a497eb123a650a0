"""The edition in the bucket: read before anything else, and written last of all."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib import parallel
from chalicelib.content import index as indexes
from chalicelib.content.binding import bind
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import key_of, name_of
from chalicelib.content.edition.front import Front, Unreadable
from chalicelib.content.index import Index
from chalicelib.content.listing import ListedObject
from chalicelib.errors import NotFound
from chalicelib.publishing import stocking
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.stocking import Stocked

log = logging.getLogger("billet")


@dataclass(frozen=True)
class Edition:
    """The front that readers have, and its ETag; "" where there is none. `former` is the index that was there
    in its place, where a version of old wrote it."""

    front: Front
    etag: str
    former: Index = field(default_factory=Index)

    @classmethod
    def current(cls, bucket: Bucket) -> Edition:
        """The one in the bucket. It is read before the bucket is listed: whoever writes in between makes our
        own write fail, and we start again."""
        try:
            source = bucket.read(fronts.KEY)
        except NotFound:
            return cls(Front(), "")
        try:
            return cls(fronts.load(source.data), source.etag)
        except Unreadable as error:
            log.error("building the index anew: %s", error)
            return cls(Front(), source.etag, indexes.load_former(source.data))

    def holds(self, looked: str, rules: int, now: datetime) -> bool:
        """Whether nothing has changed since it was written, neither in the bucket nor with time."""
        front = self.front
        if front.made is None or (front.looked, front.rules) != (looked, rules):
            return False
        change = front.next_change(front.made)
        return front.made <= now and (change is None or now < change)

    def index(self, bucket: Bucket) -> Index:
        """The whole index; an empty one of its generation where there is none that can be read."""
        if self.front.index:
            try:
                return indexes.load(bucket.read(key_of(self.front.index)).data)
            except (NotFound, Unreadable) as error:
                log.error("building the index anew: %s", error)
        return replace(self.former, generation=max(self.former.generation, self.front.generation))

    def succeed(
        self, bucket: Bucket, index: Index, before: Index, stocked: Stocked, now: datetime, looked: str
    ) -> int:
        """Write the edition of `index`, where it is not this one; `before` is the index of this. Returns the
        generation in the bucket. Raises `Conflict` where another run was faster.

        What readers have stays whole until the front is written over: all else has a name of its own.
        """
        known = (before, self.front.made) if self.front.made and before.tables else None
        bound = bind(replace(index, stock=stocked.stock), now, known)
        front = replace(bound.front, looked=looked, holdings=stocked.holdings)
        if bound.index == before and front == replace(self.front, generation=0, made=now, index=""):
            return self.front.generation
        whole = replace(bound.index, generation=before.generation + 1)
        data = indexes.dump(whole)
        front = replace(front, generation=whole.generation, index=name_of(data))
        write_objects(bucket, {**bound.new, **stocked.objects, front.index: data})
        bucket.write(fronts.KEY, fronts.dump(front), replacing=self.etag)
        return whole.generation


def place(bucket: Bucket, index: Index, now: datetime) -> None:
    """Write the edition of an index, whatever edition is there. The next run looks whether the bucket is as
    it says."""
    bound = bind(replace(index, kin={}, tables={}, kept={}), now)
    data = indexes.dump(bound.index)
    stocked = stocking.stocked(index.stock)
    front = replace(bound.front, generation=index.generation, index=name_of(data), holdings=stocked.holdings)
    if Edition.current(bucket).front.index != front.index:
        write_objects(bucket, {**bound.new, **stocked.objects, front.index: data})
        bucket.write(fronts.KEY, fronts.dump(front))


def write_objects(bucket: Bucket, objects: Mapping[str, bytes]) -> None:
    """Put the objects that a front will name. They are written once: nobody minds who comes first."""
    parallel.each(lambda name: bucket.write(key_of(name), objects[name]), sorted(objects))


def looked_at(entries: Iterable[ListedObject]) -> str:
    """A digest of the list of a bucket."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(f"{entry.key}\n{entry.etag}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()[:32]
