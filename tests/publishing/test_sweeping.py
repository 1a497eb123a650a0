"""What no edition names any more goes, and not a moment before readers have let go of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.flat import FOLDER
from chalicelib.content.entry import Version
from chalicelib.publishing.sweeping import KEPT, LEFT, sweep
from tests.publishing.test_histories import NOW, CrashingBucket, put, run

DAY = timedelta(days=1)


class VersionedBucket(CrashingBucket):
    """One that tells when objects were written, as if all were written at `NOW`."""

    def versions(self, prefix: str) -> Iterator[Version]:
        super().versions(prefix)
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield Version(key, "v", NOW, latest=True)

    def purge(self, versions: Sequence[tuple[str, str]]) -> None:
        self._count()
        for key, _ in versions:
            del self.objects[key]


def edition_objects(bucket: CrashingBucket) -> set[str]:
    return {key for key in bucket.objects if key.startswith(FOLDER)} - {fronts.KEY, LEFT}


def rewritten() -> tuple[VersionedBucket, set[str], set[str]]:
    """A bucket with two editions, the objects that the second one has no more, and those that it has."""
    bucket = VersionedBucket()
    put(bucket, "articles/a.md", "x")
    run(bucket)
    before = edition_objects(bucket)
    put(bucket, "articles/a.md", "y")
    run(bucket)
    fresh = VersionedBucket()
    fresh.objects = {key: data for key, data in bucket.objects.items() if not key.startswith("_")}
    run(fresh)
    now = edition_objects(bucket) - (before - edition_objects(fresh))
    return bucket, before - now, now


def test_what_readers_may_hold_still_stays_however_old_it_is() -> None:
    bucket, gone, _ = rewritten()
    assert gone
    # The front that named it went a moment ago, whenever its objects were written.
    assert sweep(bucket, NOW + 30 * DAY) == 0
    assert sweep(bucket, NOW + 30 * DAY + KEPT) == 0  # AWS tries again what failed
    assert gone <= bucket.objects.keys()


def test_what_was_named_by_nobody_for_a_day_goes() -> None:
    bucket, gone, there = rewritten()
    sweep(bucket, NOW + DAY)
    assert sweep(bucket, NOW + 2 * DAY) == len(gone)
    assert edition_objects(bucket) == there
    assert sweep(bucket, NOW + 3 * DAY) == 0


def test_what_was_named_again_since_and_goes_once_more_is_kept_as_long() -> None:
    bucket, gone, _ = rewritten()
    sweep(bucket, NOW - DAY)  # since when all of it was written again
    assert sweep(bucket, NOW + DAY) == 0
    assert gone <= bucket.objects.keys()


def test_a_damaged_memory_of_sweeps_makes_them_begin_again() -> None:
    bucket, gone, _ = rewritten()
    sweep(bucket, NOW + DAY)
    bucket.objects[LEFT] = b"[1]"
    assert sweep(bucket, NOW + 2 * DAY) == 0
    assert sweep(bucket, NOW + 3 * DAY) == len(gone)
