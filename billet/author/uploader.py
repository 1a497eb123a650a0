"""``billet publish``: a content folder put into a bucket, only what differs, in an order in which no
text is ever there before what it shows.

Each object is written whole or not at all, and what is there is known by its MD5: a run that was
interrupted goes on when it is started again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from billet.author import image_variants
from billet.author import upload as uploads
from billet.author.image_variants import NoCopies
from billet.author.upload import Upload
from billet.folder import files
from billet.parallel import Progress, in_parallel
from chalicelib.content.listing import is_authors, is_text
from chalicelib.content.media import COPIES
from chalicelib.content.problem import Problem
from chalicelib.content.site import FILE
from chalicelib.errors import BilletError, ConfigurationError, StoreError
from chalicelib.markdown.link_resolver import etag_start, original_of, variant_key
from chalicelib.storage.s3 import Bucket

MOST_FAILURES = 25
"""After so many in a row it is not the files that are at fault, and the rest is not tried."""


@dataclass(frozen=True)
class Failure:
    """A file that is not in the bucket as it should be, and why."""

    key: str
    message: str


@dataclass(frozen=True)
class Picture:
    """An upload that copies are missing of, and the widths of those that are there."""

    upload: Upload
    present: frozenset[int]


@dataclass(frozen=True)
class Plan:
    """What would change in the bucket: files to put, in order, pictures that need copies, keys to delete."""

    uploads: tuple[Upload, ...]
    pictures: tuple[Picture, ...]
    deletions: tuple[str, ...]
    kept: int
    """How many files are there already."""
    failures: tuple[Failure, ...] = ()


@dataclass
class Uploader:
    """One folder on its way into one bucket. Of what has been done, whatever happens: `sent` maps
    the keys that are up to their ETags, `copied` are the keys of smaller copies."""

    folder: Path
    bucket: Bucket
    progress: Progress
    sent: dict[str, str] = field(default_factory=dict)
    copied: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def plan(self) -> Plan:
        """Compare folder and bucket. Raises `ConfigurationError` for a folder with nothing in it to
        publish, and `Unavailable` where the bucket cannot be listed."""
        if not self.folder.is_dir():
            raise ConfigurationError(f"there is no folder '{self.folder}': name one with --content")
        there = {one.key: one.etag for one in self.bucket.entries() if is_authors(one.key)}
        here = dict(files(self.folder))
        if not here:
            raise ConfigurationError(
                f"in '{self.folder}' there is no site.toml, and nothing in articles/, pages/ or media/: "
                "name another folder with --content"
            )
        found, failures = self._read(here)
        changed = [upload for upload in found if there.get(upload.key) != upload.etag]
        return Plan(
            uploads=tuple(sorted(changed, key=_turn)),
            pictures=tuple(_needing_copies(found, there)),
            deletions=tuple(_not_here(there, here, found)),
            kept=len(found) - len(changed),
            failures=tuple(failures),
        )

    def carry_out(self, plan: Plan, *, delete: bool = False) -> None:
        """Put what is missing, then, where all went well, delete what `plan` says.

        Raises `UploadAborted` where nothing goes through any more.
        """
        self.failures += plan.failures
        with self.progress("Publishing", len(plan.pictures) + len(plan.uploads)) as advance:
            self._all(self.copy, plan.pictures, advance, os.cpu_count() or 1)
            for group in _in_order(plan.uploads):
                self._all(self._send, group, advance)
        if delete and not self.failures:
            with self.progress("Deleting", len(plan.deletions)) as advance:
                self._all(self._delete, plan.deletions, advance)

    def _read(self, here: dict[str, Path]) -> tuple[list[Upload], list[Failure]]:
        found, failures = [], []
        with self.progress("Reading", len(here)) as advance:
            for one in in_parallel(_looked_at, here.items()):
                advance(1)
                if isinstance(one, Failure):
                    failures.append(one)
                else:
                    found.append(one)
        return sorted(found, key=lambda one: one.key), sorted(failures, key=lambda one: one.key)

    def _all(
        self,
        work: Callable[..., str],
        things: Iterable[object],
        advance: Callable[[int], object],
        workers: int = 16,
    ) -> None:
        """Do all of it; what fails keeps no other from being done. `work` gives why it failed, or ""."""
        in_a_row = 0
        for failed in in_parallel(work, things, workers):
            advance(1)
            in_a_row = in_a_row + 1 if failed else 0
            if in_a_row == MOST_FAILURES:
                raise UploadAborted(
                    f"{in_a_row} files in a row could not be uploaded, the last because: {failed}"
                )

    def _send(self, upload: Upload) -> str:
        try:
            self.sent[upload.key] = uploads.send(self.bucket, upload)
        except (OSError, StoreError) as error:
            return self._failed(upload.key, error)
        return ""

    def copy(self, picture: Picture) -> str:
        """Make and put the copies a picture lacks; why that failed, "" where it did not."""
        upload = picture.upload
        try:
            made = list(image_variants.copies(upload.key, upload.path, picture.present))
            for width, data in reversed(made):
                key = variant_key(upload.key, upload.etag, width)
                uploads.put(self.bucket, key, data)
                self.copied.append(key)
        except NoCopies as error:
            self.warnings.append(error.problem)
        except (OSError, StoreError) as error:
            return self._failed(upload.key, error)
        return ""

    def _delete(self, key: str) -> str:
        try:
            self.bucket.delete(key)
        except StoreError as error:
            return self._failed(key, error)
        self.deleted.append(key)
        return ""

    def _failed(self, key: str, error: Exception) -> str:
        message = " ".join(str(error).split())
        self.failures.append(Failure(key, message))
        return message


class UploadAborted(BilletError):
    """So many files in a row failed that the others were not tried."""


def _looked_at(item: tuple[str, Path]) -> Upload | Failure:
    try:
        return Upload.of(*item)
    except OSError as error:
        return Failure(item[0], str(error))


def _turn(upload: Upload) -> tuple[int, str]:
    """Pictures and other media before the settings, these before what shows them."""
    return (2 if is_text(upload.key) else 0) - (upload.key == FILE), upload.key


def _in_order(changed: Iterable[Upload]) -> list[list[Upload]]:
    groups: dict[int, list[Upload]] = {}
    for upload in sorted(changed, key=_turn):
        groups.setdefault(_turn(upload)[0], []).append(upload)
    return list(groups.values())


def _needing_copies(found: Iterable[Upload], there: dict[str, str]) -> Iterator[Picture]:
    """Pictures without their smallest copy, which is put last."""
    present: dict[tuple[str, str], set[int]] = {}
    for key in there:
        if copy := original_of(key):
            original, start, width = copy
            present.setdefault((original, start), set()).add(width)
    for upload in found:
        if image_variants.may_have_copies(upload.key):
            widths = frozenset(present.get((upload.key, etag_start(upload.etag)), ()))
            if image_variants.WIDTHS[0] not in widths:
                yield Picture(upload, widths)


def _not_here(there: dict[str, str], here: dict[str, Path], found: Iterable[Upload]) -> Iterator[str]:
    """Texts before what they show, and copies of pictures that are gone or have changed last."""
    current = {(one.key, etag_start(one.etag)) for one in found}
    gone = [key for key in there if key not in here and not key.startswith(COPIES)]
    yield from sorted(gone, key=lambda key: (not is_text(key), key))
    for key in sorted(key for key in there if key.startswith(COPIES)):
        copy = original_of(key)
        if copy is None or copy[:2] not in current:
            yield key
