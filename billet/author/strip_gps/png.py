"""PNG: Exif is in an eXIf chunk, XMP in an iTXt chunk, and ImageMagick puts both into text chunks as
hexadecimal numbers (PNG, third edition, sections 5.3, 11.3.3 and 11.3.4)."""

from __future__ import annotations

import re
import zlib

from billet.author.strip_gps.exif import without_gps, xmp_tells_place

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp\0"
_RAW = re.compile(rb"Raw profile type (exif|app1|xmp)\0", re.IGNORECASE)
_MOST = 2**24
"""Bytes of a text that are unpacked: a few may be packed that become very many."""


def is_one(data: bytes) -> bool:
    """Whether the file is a PNG."""
    return data.startswith(_SIGNATURE)


def without_location(data: bytes) -> bytes:
    """The file without place."""
    parts, at = [_SIGNATURE], len(_SIGNATURE)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + size
        if end > len(data):
            break
        kind, body = data[at + 4 : at + 8], data[at + 8 : end - 4]
        if kind == b"eXIf" and (edited := without_gps(body)) != body:
            parts.append(_chunk(kind, edited))
        elif not _tells_place(kind, body):
            parts.append(data[at:end])
        at = end
    return b"".join([*parts, data[at:]])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def _tells_place(kind: bytes, body: bytes) -> bool:
    if kind not in (b"tEXt", b"zTXt", b"iTXt"):
        return False
    if kind == b"iTXt" and body.startswith(_XMP):
        return xmp_tells_place(_text(kind, body))
    if _RAW.match(body):
        profile = _hexadecimal(_text(kind, body))
        tiff = profile.removeprefix(b"Exif\0\0")
        return without_gps(tiff) != tiff or xmp_tells_place(profile)
    return False


def _text(kind: bytes, body: bytes) -> bytes:
    """The text of a chunk, unpacked; what is before it does not matter where it is not packed."""
    after = body.partition(b"\0")[2]
    if kind == b"zTXt":
        return _unpacked(after[1:])
    if kind == b"iTXt":
        text = after[2:].split(b"\0", 2)[-1]  # after language and translated keyword
        return _unpacked(text) if after[:1] == b"\1" else text
    return after


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MOST)
    except zlib.error:
        return b""


def _hexadecimal(text: bytes) -> bytes:
    """A profile: a line with its name, one with its length, then its bytes."""
    lines = text.strip().split(b"\n")
    digits = re.sub(rb"[^0-9a-fA-F]", b"", b"".join(lines[2:]))
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
