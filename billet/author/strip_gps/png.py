"""PNG: Exif is in an eXIf chunk, XMP in an iTXt chunk, and ImageMagick puts both into text chunks as
hexadecimal numbers (PNG, third edition, sections 5.3, 11.3.3 and 11.3.4)."""

from __future__ import annotations

import re
import zlib

from billet.author.strip_gps.exif import has_xmp_gps, without_gps

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp\0"
_RAW = re.compile(rb"Raw profile type (exif|app1|xmp)\0", re.IGNORECASE)
_MAX_BYTES = 2**24
"""How much of a text is unpacked: a few bytes may become very many."""


def is_png(data: bytes) -> bool:
    """Whether the file is a PNG."""
    return data.startswith(_SIGNATURE)


def without_location(data: bytes) -> bytes:
    """The file without its place."""
    parts, start = [_SIGNATURE], len(_SIGNATURE)
    while start + 12 <= len(data):
        size = int.from_bytes(data[start : start + 4], "big")
        end = start + 12 + size
        if end > len(data):
            break
        kind, body = data[start + 4 : start + 8], data[start + 8 : end - 4]
        if kind == b"eXIf" and (cleaned := without_gps(body)) != body:
            parts.append(_chunk(kind, cleaned))
        elif not _has_gps(kind, body):
            parts.append(data[start:end])
        start = end
    return b"".join([*parts, data[start:]])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def _has_gps(kind: bytes, body: bytes) -> bool:
    if kind not in (b"tEXt", b"zTXt", b"iTXt"):
        return False
    if kind == b"iTXt" and body.startswith(_XMP):
        return has_xmp_gps(_text(kind, body))
    if _RAW.match(body):
        profile = _hexadecimal(_text(kind, body))
        tiff = profile.removeprefix(b"Exif\0\0")
        return without_gps(tiff) != tiff or has_xmp_gps(profile)
    return False


def _text(kind: bytes, body: bytes) -> bytes:
    """The text of a chunk, unpacked."""
    text = body.partition(b"\0")[2]
    if kind == b"zTXt":
        return _unpacked(text[1:])
    if kind == b"iTXt":
        is_packed, text = text[:1] == b"\1", text[2:].split(b"\0", 2)[-1]  # after language and keyword
        return _unpacked(text) if is_packed else text
    return text


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MAX_BYTES)
    except zlib.error:
        return b""


def _hexadecimal(text: bytes) -> bytes:
    """A profile: a line with its name, one with its length, then its bytes."""
    lines = text.strip().split(b"\n")
    digits = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(lines[2:]))
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
