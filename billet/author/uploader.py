"""``billet publish``: a content folder put into a bucket, only what differs, in an order in which no
text is uploaded before what it shows.

Each object is written whole or not at all, and is compared by its MD5: a run that was interrupted
goes on when it is started again.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from billet.author import image_variants
from billet.author import upload as uploads
from billet.author.cards.drawing import draw, no_font
from billet.author.cards.planning import PlannedCard, lacking_cards, planned_cards
from billet.author.deletions import deletions, renames
from billet.author.image_variants import NoVariants
from billet.author.upload import RefusedFile, Upload
from billet.folder import files
from billet.parallel import WORKERS, Progress, in_parallel
from chalicelib.content.listing import SETTINGS, is_content_file, is_text
from chalicelib.content.media import COPIES, etag_start, original_of, variant_key
from chalicelib.content.problem import Problem
from chalicelib.errors import BilletError, ConfigurationError, StoreError
from chalicelib.storage.s3 import Bucket

MAX_FAILURES = 25
"""After so many in a row it is not the files that are at fault, and the rest is not tried."""


@dataclass(frozen=True)
class Failure:
    """A file that is not in the bucket as it should be, and why."""

    key: str
    message: str


@dataclass(frozen=True)
class Picture:
    """An upload that lacks smaller copies, and the widths of those that exist."""

    upload: Upload
    existing_widths: frozenset[int]


@dataclass(frozen=True)
class Plan:
    """What would change in the bucket: files to put, in order, pictures that lack copies, cards that articles
    lack, keys to delete."""

    uploads: tuple[Upload, ...]
    pictures: tuple[Picture, ...]
    cards: tuple[PlannedCard, ...]
    deletions: tuple[str, ...]
    renames: Mapping[str, str]
    """The new key of each file of the author's that is not in the folder any more under the old one."""
    kept: int
    """How many files are in the bucket already."""
    failures: tuple[Failure, ...] = ()

    @property
    def not_in_folder(self) -> tuple[str, ...]:
        """The author's files to delete: what was made of others goes with these, or once they changed."""
        return tuple(key for key in self.deletions if not key.startswith(COPIES))


@dataclass
class Uploader:
    """Uploads one folder into one bucket, and keeps account of what was done, whatever happens: `sent` maps
    the uploaded keys to their ETags, `variants` are the keys of smaller copies, `cards` those of cards,
    `without_font` the articles that have none as no font has their letters."""

    folder: Path
    bucket: Bucket
    progress: Progress
    sent: dict[str, str] = field(default_factory=dict)
    variants: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    without_font: list[str] = field(default_factory=list)

    def plan(self) -> Plan:
        """Compare folder and bucket. Raises `ConfigurationError` for a folder with nothing in it to
        publish, and `Unavailable` where the bucket cannot be listed."""
        if not self.folder.is_dir():
            raise ConfigurationError(f"there is no folder '{self.folder}': name one with --content")
        etags = {stored.key: stored.etag for stored in self.bucket.objects() if is_content_file(stored.key)}
        paths = dict(files(self.folder))
        if not paths:
            raise ConfigurationError(
                f"in '{self.folder}' there is no site.toml, and nothing in articles/, pages/ or media/: "
                "name another folder with --content"
            )
        all_uploads, failures = self._read(paths)
        changed = [upload for upload in all_uploads if etags.get(upload.key) != upload.etag]
        cards = planned_cards(self.folder, all_uploads, self.bucket)
        to_delete = tuple(deletions(etags, paths, all_uploads, cards))
        return Plan(
            uploads=tuple(sorted(changed, key=_order)),
            pictures=tuple(lacking_variants(all_uploads, etags)),
            cards=tuple(lacking_cards(cards, etags)),
            deletions=to_delete,
            renames=renames({key: etags[key] for key in to_delete}, all_uploads),
            kept=len(all_uploads) - len(changed),
            failures=tuple(failures),
        )

    def carry_out(self, plan: Plan, *, delete: bool = False) -> None:
        """Put what is missing, then, where all went well, delete what `plan` says.

        Raises `UploadAborted` where nothing goes through any more.
        """
        self.failures += plan.failures
        size = len(plan.pictures) + len(plan.cards) + len(plan.uploads)
        with self.progress("Publishing", size) as advance:
            self._all(self.upload_variants, plan.pictures, advance, os.cpu_count() or 1)
            self._all(self.upload_card, plan.cards, advance, os.cpu_count() or 1)
            if self.without_font:
                self.warnings.append(no_font(sorted(self.without_font)))
            for _, group in groupby(plan.uploads, lambda upload: _order(upload)[0]):
                self._all(self._send, group, advance)
        if delete and not self.failures:
            with self.progress("Deleting", len(plan.deletions)) as advance:
                self._all(self._delete, plan.deletions, advance)

    def upload_variants(self, picture: Picture) -> str:
        """Make and put the copies a picture lacks. Returns why that failed, "" where it did not."""
        upload = picture.upload
        try:
            made = list(image_variants.variants(upload.key, upload.path, picture.existing_widths))
            for width, data in reversed(made):
                key = variant_key(upload.key, upload.etag, width)
                uploads.put(self.bucket, key, data)
                self.variants.append(key)
        except NoVariants as error:
            self.warnings.append(error.problem)
        except (OSError, StoreError) as error:
            return self._failed(upload.key, error)
        return ""

    def upload_card(self, planned: PlannedCard) -> str:
        """Draw and put the card of an article. Returns why that failed, "" where it did not, or where this
        machine has no font for it."""
        try:
            if data := draw(planned.card):
                uploads.put(self.bucket, planned.object_key, data)
                self.cards.append(planned.object_key)
            else:
                self.without_font.append(planned.key)
        except (OSError, StoreError) as error:
            return self._failed(planned.key, error)
        return ""

    def _read(self, paths: Mapping[str, Path]) -> tuple[list[Upload], list[Failure]]:
        readable, failures = [], []
        with self.progress("Reading", len(paths)) as advance:
            for result in in_parallel(_upload_or_failure, paths.items()):
                advance(1)
                if isinstance(result, Failure):
                    failures.append(result)
                else:
                    readable.append(result)
        return sorted(readable, key=lambda upload: upload.key), sorted(
            failures, key=lambda failure: failure.key
        )

    def _all(
        self,
        work: Callable[..., str],
        things: Iterable[object],
        advance: Callable[[int], object],
        workers: int = WORKERS,
    ) -> None:
        """Do all of it; one failure stops no other. `work` returns why it failed, or ""."""
        in_a_row = 0
        for failure in in_parallel(work, things, workers):
            advance(1)
            in_a_row = in_a_row + 1 if failure else 0
            if in_a_row == MAX_FAILURES:
                raise UploadAborted(
                    f"{in_a_row} files in a row could not be uploaded, the last because: {failure}"
                )

    def _send(self, upload: Upload) -> str:
        try:
            self.sent[upload.key] = uploads.send(self.bucket, upload)
        except (OSError, RefusedFile, StoreError) as error:
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


def lacking_variants(all_uploads: Iterable[Upload], existing_keys: Iterable[str]) -> Iterator[Picture]:
    """Pictures without their smallest copy, which is put last."""
    widths: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for key in existing_keys:
        if variant := original_of(key):
            widths[variant[:2]].add(variant[2])
    for upload in all_uploads:
        existing_widths = widths[upload.key, etag_start(upload.etag)]
        if image_variants.has_variants(upload.key) and image_variants.WIDTHS[0] not in existing_widths:
            yield Picture(upload, frozenset(existing_widths))


def _upload_or_failure(item: tuple[str, Path]) -> Upload | Failure:
    try:
        return Upload.of(*item)
    except (OSError, RefusedFile) as error:
        return Failure(item[0], str(error))


def _order(upload: Upload) -> tuple[int, str]:
    """Pictures and other media before the settings, these before what shows them."""
    return (2 if is_text(upload.key) else 0) - (upload.key in SETTINGS), upload.key
