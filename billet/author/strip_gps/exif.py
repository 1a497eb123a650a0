"""The GPS part of Exif data, and of XMP, its younger sister.

Exif data is a TIFF file: directories of entries of twelve bytes, each with a tag and, where its
value is longer than four bytes, with the value's offset (Exif 3.0, section 4.6; TIFF 6.0, section 2).
"""

from __future__ import annotations

import re
import struct

_GPS = 0x8825
_MOST = 100
"""Entries of a GPS directory that are looked at: there are 32 tags."""
_EXIF = 0x8769
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of one value of each type."""

# Names of the Exif schema for XMP (Exif 2.32 metadata for XMP, section 5.5), in UTF-8 or UTF-16.
_XMP_GPS = re.compile(rb"G\0?P\0?S\0?[A-Z]")


def xmp_tells_place(data: bytes) -> bool:
    """Whether XMP data says where a picture was taken."""
    return bool(_XMP_GPS.search(data))


def without_gps(tiff: bytes) -> bytes:
    """Exif data without its GPS directory: entry taken out, values zeroed, all else where it was."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return tiff
    return _Editor(bytearray(tiff), order).edited()


class _Editor:
    """One TIFF structure of whatever honesty: no offset is believed."""

    def __init__(self, data: bytearray, order: str) -> None:
        self._data, self._order = data, order
        self._seen: set[int] = set()

    def edited(self) -> bytes:
        waiting = [self._long(4)]
        while waiting:
            at = waiting.pop()
            if at in self._seen or not 8 <= at <= len(self._data) - 2:
                continue
            self._seen.add(at)
            waiting += self._clean(at)
        return bytes(self._data)

    def _clean(self, at: int) -> list[int]:
        """Take GPS entries out of the directory at `at`; where the directories it leads to are."""
        entries = self._entries(at)
        kept, led_to = [], []
        for entry in entries:
            tag = self._short_of(entry)
            if tag == _GPS:
                self._blank(self._long_of(entry))
            else:
                kept.append(entry)
                if tag == _EXIF:
                    led_to.append(self._long_of(entry))
        end = at + 2 + 12 * len(entries)
        following = bytes(self._data[end : end + 4])
        if len(kept) < len(entries):
            struct.pack_into(self._order + "H", self._data, at, len(kept))
            whole = b"".join(kept) + following
            self._data[at + 2 : end + len(following)] = whole.ljust(end + len(following) - at - 2, b"\0")
        if len(following) == 4:
            led_to.append(struct.unpack(self._order + "I", following)[0])
        return led_to

    def _blank(self, at: int) -> None:
        """Zero a directory and the values it leads to."""
        if not 8 <= at <= len(self._data) - 2 or at in self._seen:
            return
        entries = self._entries(at)
        for entry in entries[:_MOST]:
            kind, count = struct.unpack_from(self._order + "HI", entry, 2)
            size = _SIZES.get(kind, 1) * count
            if size > 4:
                self._zero(self._long_of(entry), size)
        self._zero(at, 2 + 12 * len(entries))

    def _zero(self, at: int, size: int) -> None:
        end = min(at + size, len(self._data))
        if 8 <= at < end:
            self._data[at:end] = bytes(end - at)

    def _entries(self, at: int) -> list[bytes]:
        (count,) = struct.unpack_from(self._order + "H", self._data, at)
        fit = min(count, (len(self._data) - at - 2) // 12)
        return [bytes(self._data[at + 2 + 12 * n : at + 14 + 12 * n]) for n in range(fit)]

    def _long(self, at: int) -> int:
        return int(struct.unpack_from(self._order + "I", self._data, at)[0])

    def _short_of(self, entry: bytes) -> int:
        return int(struct.unpack_from(self._order + "H", entry)[0])

    def _long_of(self, entry: bytes) -> int:
        return int(struct.unpack_from(self._order + "I", entry, 8)[0])
