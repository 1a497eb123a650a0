"""The files that texts show: how large a picture is, and in which sizes the bucket has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BytesIO

from chalicelib import parallel
from chalicelib.content.listing import ListedObject
from chalicelib.content.media import COPIES, DOWNLOAD, FOLDER, LARGEST, is_beside_a_text, type_of
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt
from chalicelib.errors import NotFound
from chalicelib.markdown.link_resolver import MediaFile, etag_start, original_of, url_path
from chalicelib.publishing.bucket import Bucket

HEAVY = 1_000_000
"""Bytes of a picture that a phone on a poor connection waits for."""

LIGHTER = "Make it smaller, or let 'billet publish' make smaller copies"
"""What to do about a picture that `is_heavy`."""

_HEADS = (2**16, 2**20)
"""Bytes that are read of a picture to find its size. A camera may put a preview before it."""

# Drawings often leave out width and height: their proportions are what a page needs.
_VIEW_BOX = re.compile(
    rb"\sviewBox=[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d{1,6}(?:\.\d{1,9})?)[\s,]+(\d{1,6}(?:\.\d{1,9})?)\s*[\"']"
)
_LONGEST_TAG = 2000
"""Bytes of the first tag of a drawing that are searched."""


def is_medium(key: str) -> bool:
    """Whether a key is that of a file texts may show: all below ``media/``, and what lies beside an
    article and is a picture, a sound or a film."""
    if key.endswith("/"):  # S3's console makes such an object of a folder
        return False
    if key.startswith(FOLDER):
        return not key.startswith(COPIES)
    return is_beside_a_text(key)


def known(
    bucket: Bucket, entries: Iterable[ListedObject], before: Mapping[str, MediaFile]
) -> dict[str, MediaFile]:
    """The media among the objects of a bucket, by key. Of those that changed the first bytes are read."""
    found: dict[str, MediaFile] = {}
    widths: dict[tuple[str, str], list[int]] = {}
    changed = []
    for entry in entries:
        if copy := original_of(entry.key):
            original, start, width = copy
            widths.setdefault((original, start), []).append(width)
        elif is_medium(entry.key):
            last = before.get(entry.key)
            if last and last.etag == entry.etag:
                found[entry.key] = last
            else:
                changed.append(entry)
    with parallel.prefetch(lambda entry: _size(bucket, entry), changed) as sizes:
        for entry, size in zip(changed, sizes, strict=True):
            found[entry.key] = MediaFile(entry.etag, entry.size, *size())
    return {
        key: replace(medium, widths=tuple(sorted(widths.get((key, etag_start(medium.etag)), ()))))
        for key, medium in found.items()
    }


def receipt(key: str, medium: MediaFile) -> Receipt:
    """The answer to the upload of a medium."""
    problems = tuple(_problems(key, medium))
    return Receipt(
        key,
        "refused" if any(problem.fatal for problem in problems) else "live",
        url=url_path(key),
        etag=medium.etag,
        warnings=tuple(problem for problem in problems if not problem.fatal),
        errors=tuple(problem for problem in problems if problem.fatal),
    )


def is_heavy(medium: MediaFile) -> bool:
    """Whether readers wait for a picture: it is large, and there are no smaller copies."""
    return medium.size > HEAVY and medium.width > 0 and not medium.widths


def _problems(key: str, medium: MediaFile) -> Iterable[Problem]:
    if medium.size > LARGEST:
        what = f"it has {medium.size} bytes, and readers can be sent {LARGEST}"
        yield Problem(key, 0, what, "Make it smaller", code="medium-too-large")
    elif is_heavy(medium):
        what = f"it has {medium.size} bytes: readers on a phone wait for it"
        yield Problem(key, 0, what, LIGHTER, code="huge-picture", fatal=False)
    elif not medium.width and type_of(key).startswith("image/"):
        remedy = "Save it again as JPEG, PNG, WebP or AVIF: pages move while it loads"
        yield Problem(key, 0, "its width and height cannot be read", remedy, code="unknown-size", fatal=False)
    elif type_of(key) == DOWNLOAD:
        remedy = "Give it the ending of its type if readers should see it in their browser"
        yield Problem(
            key,
            0,
            "its type is unknown, so that it is sent as a download",
            remedy,
            code="download",
            fatal=False,
        )


def _size(bucket: Bucket, entry: ListedObject) -> tuple[int, int]:
    """Width and height in pixels as they are shown, 0 where they cannot be told."""
    if not type_of(entry.key).startswith("image/"):
        return 0, 0
    import imagesize

    for length in _HEADS:
        try:
            data = bucket.head(entry.key, length)
            width, height = (round(side) for side in imagesize.get(BytesIO(data)))
        except NotFound:  # deleted since it was listed
            return 0, 0
        except Exception:  # what a broken picture may do to its reader is not for us to list
            return 0, 0
        if width > 0 and height > 0:
            return width, height
        if box := _view_box(data):
            return box
        if entry.size <= length:
            break
    return 0, 0


def _view_box(data: bytes) -> tuple[int, int] | None:
    """Width and height of what a drawing shows of its plane."""
    begun = data.find(b"<svg")
    if begun < 0:
        return None
    box = _VIEW_BOX.search(data[begun : begun + _LONGEST_TAG].partition(b">")[0])
    return (max(1, round(float(box[1]))), max(1, round(float(box[2])))) if box else None
