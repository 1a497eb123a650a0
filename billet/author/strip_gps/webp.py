"""WebP: Exif and XMP are chunks of their own (RFC 9649, section 2.7)."""

from __future__ import annotations

from billet.author.strip_gps.exif import has_xmp_gps, without_gps

_HAS_XMP = 0x04
"""The bit of the VP8X chunk that says so."""


def is_webp(data: bytes) -> bool:
    """Whether the file is a WebP."""
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


def without_location(data: bytes) -> bytes:
    """The file without its place."""
    chunks, start = [], 12
    drops_xmp = False
    while start + 8 <= len(data):
        size = int.from_bytes(data[start + 4 : start + 8], "little")
        end = start + 8 + size + size % 2
        if end > len(data) + size % 2:
            break
        chunk = data[start:end]
        if chunk[:4] == b"EXIF":
            chunk = chunk[:8] + _clean(chunk[8:])
        if chunk[:4] == b"XMP " and has_xmp_gps(chunk):
            drops_xmp = True
        else:
            chunks.append(chunk)
        start = min(end, len(data))
    if drops_xmp:
        chunks = [_without_flag(chunk) for chunk in chunks]
    body = b"".join([*chunks, data[start:]])
    if not drops_xmp:
        return data[:12] + body  # as long as it was
    return b"RIFF" + (4 + sum(map(len, chunks))).to_bytes(4, "little") + b"WEBP" + body


def _clean(body: bytes) -> bytes:
    """Exif data without GPS; some writers put JPEG's name for Exif ahead of it."""
    head = b"Exif\0\0" if body.startswith(b"Exif\0\0") else b""
    return head + without_gps(body[len(head) :])


def _without_flag(chunk: bytes) -> bytes:
    if chunk[:4] != b"VP8X" or len(chunk) < 9:
        return chunk
    return chunk[:8] + bytes([chunk[8] & ~_HAS_XMP]) + chunk[9:]
