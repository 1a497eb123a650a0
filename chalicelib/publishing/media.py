"""The files that texts show: how large a picture is, and in which sizes the bucket has it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from io import BytesIO

from chalicelib import parallel
from chalicelib.content.listing import ListedObject
from chalicelib.content.media import (
    COPIES,
    FOLDER,
    MediaFile,
    etag_start,
    is_beside_a_text,
    original_of,
    type_of,
)
from chalicelib.errors import StoreError
from chalicelib.publishing.bucket import Bucket

log = logging.getLogger("billet")

_HEADS = (2**16, 2**20)
"""Bytes that are read of a picture to find its size. A camera may put a preview before it."""

# Drawings often leave out width and height: their proportions are what a page needs.
_VIEW_BOX = re.compile(
    rb"\sviewBox=[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d{1,6}(?:\.\d{1,9})?)[\s,]+(\d{1,6}(?:\.\d{1,9})?)\s*[\"']"
)
_LONGEST_TAG = 2000
"""Bytes of the first tag of a drawing that are searched."""


def is_medium(key: str) -> bool:
    """Returns whether a key is that of a file texts may show: all below ``media/``, and what lies beside an
    article and is a picture, a sound or a film."""
    if key.endswith("/"):  # S3's console makes such an object of a folder
        return False
    if key.startswith(FOLDER):
        return not key.startswith(COPIES)
    return is_beside_a_text(key)


def media_in(
    bucket: Bucket, listing: Iterable[ListedObject], known: Mapping[str, MediaFile]
) -> tuple[dict[str, MediaFile], bool]:
    """Returns the media among the objects of a bucket, by key, and whether all could be looked at. Of those
    that changed the first bytes are read."""
    media: dict[str, MediaFile] = {}
    widths: dict[tuple[str, str], list[int]] = {}
    changed = []
    all_measured = True
    for listed in listing:
        if variant := original_of(listed.key):
            key, start, width = variant
            widths.setdefault((key, start), []).append(width)
        elif is_medium(listed.key):
            last = known.get(listed.key)
            if last and last.etag == listed.etag:
                media[listed.key] = last
            else:
                changed.append(listed)
    with parallel.prefetch(lambda listed: _size(bucket, listed), changed) as sizes:
        for listed, size in zip(changed, sizes, strict=True):
            try:
                width, height = size()
            except StoreError as error:  # deleted or replaced since it was listed, or S3 fails
                log.error("not measured: %s", error)
                width, height, all_measured = 0, 0, False
            media[listed.key] = MediaFile(listed.etag, listed.size, width, height)
    media = {
        key: replace(medium, widths=tuple(sorted(widths.get((key, etag_start(medium.etag)), ()))))
        for key, medium in media.items()
    }
    return media, all_measured


def _size(bucket: Bucket, listed: ListedObject) -> tuple[int, int]:
    """Returns width and height in pixels as they are shown, 0 where they cannot be told. Raises `StoreError`
    where these bytes cannot be read."""
    if not type_of(listed.key).startswith("image/"):
        return 0, 0
    import imagesize

    for length in _HEADS:
        data = bucket.head(listed.key, length, if_match=listed.etag)
        try:
            width, height = (round(side) for side in imagesize.get(BytesIO(data)))
        except Exception:  # what a broken picture may do to its reader is not for us to list
            return 0, 0
        if width > 0 and height > 0:
            return width, height
        if box := _view_box(data):
            return box
        if listed.size <= length:
            break
    return 0, 0


def _view_box(data: bytes) -> tuple[int, int] | None:
    """Returns width and height of what a drawing shows of its plane."""
    start = data.find(b"<svg")
    if start < 0:
        return None
    box = _VIEW_BOX.search(data[start : start + _LONGEST_TAG].partition(b">")[0])
    return (max(1, round(float(box[1]))), max(1, round(float(box[2])))) if box else None
