"""JPEG: Exif and XMP are in APP1 segments ahead of the pixels (ISO/IEC 10918-1, annex B; Exif 3.0,
section 4.5.4; XMP specification part 3, section 1.1.3)."""

from __future__ import annotations

from collections.abc import Iterator

from billet.author.strip_gps.exif import has_xmp_gps, without_gps

_START = b"\xff\xd8"
_END = b"\xff\xd9"
_APP1 = 0xE1
_SCAN = 0xDA
_EXIF = b"Exif\0"
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")


def is_jpeg(data: bytes) -> bool:
    """Whether the file is a JPEG."""
    return data.startswith(_START + b"\xff")


def without_location(data: bytes) -> bytes:
    """The file without its place, and without that of pictures that phones append, smaller or brighter."""
    parts = []
    while is_jpeg(data):
        cleaned, data = _clean_first(data)
        parts.append(cleaned)
        end = data.find(_END + _START + b"\xff")
        if end >= 0:
            parts.append(data[: end + 2])
            data = data[end + 2 :]
    return b"".join([*parts, data])


def _clean_first(data: bytes) -> tuple[bytes, bytes]:
    """What lies ahead of the pixels, without its place, and the rest of the file."""
    segments = list(_segments(data))
    xmp = b"".join(segment for _, segment in segments if segment[4:].startswith(_XMP))
    drop_xmp = has_xmp_gps(xmp)
    parts = [_START]
    for marker, segment in segments:
        if marker != _APP1:
            parts.append(segment)
        elif segment[4:].startswith(_EXIF):
            parts.append(segment[:10] + without_gps(segment[10:]))
        elif not (drop_xmp and segment[4:].startswith(_XMP)):
            parts.append(segment)
    return b"".join(parts), data[2 + sum(len(segment) for _, segment in segments) :]


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment ahead of the first scan, as far as they can be read."""
    start = 2
    while start + 4 <= len(data) and data[start] == 0xFF and data[start + 1] not in (_SCAN, _END[1]):
        marker = data[start + 1]
        if marker == 0xFF:  # a fill byte
            size = 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:  # these stand alone
            size = 2
        else:
            size = 2 + int.from_bytes(data[start + 2 : start + 4], "big")
            if size < 4 or start + size > len(data):
                return
        yield (0 if size == 1 else marker), data[start : start + size]
        start += size
