"""Files made of boxes (ISO/IEC 14496-12): pictures in AVIF and HEIC, whose Exif and XMP are items (ISO/IEC
23008-12, annex A), and films, whose place is in their user data. A place is overwritten where it lies, since
all else in such a file is found by its distance from the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from billet.author.strip_gps.exif import has_xmp_gps, without_gps
from billet.author.strip_gps.item_locations import ItemLocations, item_types

_CONTAINERS = frozenset({b"moov", b"trak", b"udta", b"ilst"})
_PLACES = frozenset({b"\xa9xyz", b"loci"})
"""A place in the user data of a film (QuickTime file format; 3GPP TS 26.244, 8.2)."""

_MOST_DEPTH = 16
"""Boxes within each other that are opened: cameras write five."""

_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


Edit = tuple[int, bytes]
"""A place in a file, and the bytes to write over those that are there."""


@dataclass(frozen=True)
class Box:
    """A box of a file: `head` is where it begins, `start` and `end` are the bounds of what is in it."""

    kind: bytes
    head: int
    start: int
    end: int


def is_bmff(data: bytes) -> bool:
    """Whether the file is made of boxes."""
    return data[4:8] == b"ftyp"


def is_heic(data: bytes) -> bool:
    """Whether the file is a picture that no browser but Safari shows."""
    brands = {data[at : at + 4] for at in (8, *range(16, min(int.from_bytes(data[:4], "big"), 96), 4))}
    return is_bmff(data) and not brands.isdisjoint({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"})


def without_location(data: bytes) -> bytes:
    """The file without its place, as long as it was."""
    parts: list[bytes | memoryview] = []
    at, whole = 0, memoryview(data)
    for start, replacement in sorted(_edits(data, 0, len(data))):
        if start < at:  # two items lie over each other: the first is enough of a file like this
            continue
        parts += [whole[at:start], replacement]
        at = start + len(replacement)
    return b"".join([*parts, whole[at:]]) if parts else data  # a film may be most of the memory


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file, as far as they can be read."""
    while start + 8 <= end:
        size, body = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, body = int.from_bytes(data[body : body + 8], "big"), body + 8
        last = start + size if size else end  # 0: up to the end
        if last < body or last > end:
            return
        yield Box(data[start + 4 : start + 8], start, body, last)
        start = last


def _edits(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[Edit]:
    for box in boxes(data, start, end) if depth < _MOST_DEPTH else ():
        if box.kind in _PLACES:
            yield from _erased(box)
        elif box.kind == b"uuid" and data[box.start : box.start + 16] == _XMP_UUID:
            if has_xmp_gps(data[box.start : box.end]):
                yield from _erased(box)
        elif box.kind == b"meta":
            yield from _edits_of_meta(data, box, depth)
        elif box.kind in _CONTAINERS:
            yield from _edits(data, box.start, box.end, depth + 1)


def _edits_of_meta(data: bytes, meta: Box, depth: int) -> Iterator[Edit]:
    # QuickTime's has no version ahead of its boxes; ISO's has.
    start = meta.start if data[meta.start + 4 : meta.start + 8] == b"hdlr" else meta.start + 4
    inner = {box.kind: box for box in boxes(data, start, meta.end)}
    if b"iinf" in inner and b"iloc" in inner:
        infos, locations = inner[b"iinf"], inner[b"iloc"]
        idat = inner[b"idat"].start if b"idat" in inner else 0
        places = ItemLocations(data[locations.start : locations.end], idat)
        for item, kind in item_types(data[infos.start : infos.end]).items():
            yield from _edits_of_item(data, kind, places.ranges_of(item))
    if b"keys" in inner and b"ilst" in inner:
        yield from _edits_of_keyed_values(data, inner[b"keys"], inner[b"ilst"])
    else:
        yield from _edits(data, start, meta.end, depth + 1)


def _edits_of_item(data: bytes, kind: str, ranges: list[range]) -> Iterator[Edit]:
    item = b"".join(data[part.start : part.stop] for part in ranges)
    cleaned = item
    if kind == "Exif":
        start = 4 + int.from_bytes(item[:4], "big")  # behind the number is where TIFF begins
        cleaned = item[:start] + without_gps(item[start:])
    elif kind == "application/rdf+xml" and has_xmp_gps(item):
        cleaned = b" " * len(item)
    if cleaned == item:
        return
    for part in ranges:
        length = part.stop - part.start
        yield part.start, cleaned[:length]
        cleaned = cleaned[length:]


def _edits_of_keyed_values(data: bytes, keys: Box, values: Box) -> Iterator[Edit]:
    """Erases the values whose keys say that they are a place: ``com.apple.quicktime.location.ISO6709``."""
    names = [data[key.start : key.end] for key in boxes(data, keys.start + 8, keys.end)]
    for value in boxes(data, values.start, values.end):
        number = int.from_bytes(value.kind, "big")
        if 0 < number <= len(names) and b"location" in names[number - 1]:
            yield from _erased(value)


def _erased(box: Box) -> Iterator[Edit]:
    """Makes a box one that nobody reads."""
    yield box.head + 4, b"free"
    yield box.start, bytes(box.end - box.start)
