"""The GPS part of Exif data, a TIFF file that lies within a picture (Exif 3.0, section 4.6), and of XMP."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Exif

_ORIENTATION, _EXIF, _GPS, _IFD1 = 0x0112, 0x8769, 0x8825, 0xFFFF  # the last is Pillow's own number
_MAGIC = (b"II*\0", b"MM\0*")

# Names of the Exif schema for XMP (Exif 2.32 metadata for XMP, section 5.5), in UTF-8 or UTF-16.
_XMP_GPS = re.compile(rb"G\0?P\0?S\0?[A-Z]")

# Pillow says of each damaged entry that it leaves it out.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")


def has_xmp_gps(data: bytes) -> bool:
    """Whether XMP data says where a picture was taken."""
    return bool(_XMP_GPS.search(data))


def without_gps(tiff: bytes) -> bytes:
    """Exif data without its GPS directory, filled up with zeros to its length, since the thumbnail goes as
    well; the same bytes where there is none. What Pillow cannot read or write goes whole."""
    # Imported here: most commands touch no picture.
    from PIL.Image import Exif

    if tiff[:4] not in _MAGIC:
        return tiff
    exif = Exif()
    try:
        exif.load(tiff)
        if not any(_GPS in tags for tags in (exif, exif.get_ifd(_EXIF), exif.get_ifd(_IFD1))):
            return tiff
        cleaned = _serialized(exif, len(tiff))
    except Exception:  # whatever a broken or hostile file does to its decoder
        cleaned = b""
    return cleaned.ljust(len(tiff), b"\0")


def _serialized(exif: Exif, max_bytes: int) -> bytes:
    """All tags but GPS; the orientation alone where they do not fit, or GPS lies where it never should."""
    exif.pop(_GPS, None)
    if _GPS not in exif.get_ifd(_EXIF):
        data = exif.tobytes().removeprefix(b"Exif\0\0")
        if len(data) <= max_bytes:
            return data
    upright = type(exif)()
    upright[_ORIENTATION] = exif.get(_ORIENTATION, 1)
    data = upright.tobytes().removeprefix(b"Exif\0\0")
    return data if len(data) <= max_bytes else b""
