"""Where a picture was taken, taken out of it: nobody else needs to know where its author lives.

Pixels are not encoded again, and the same file always gives the same bytes, so that a picture that is in the
bucket is recognized by its MD5. A file of another kind, or one cut off, stays as it is.
"""

from __future__ import annotations

from billet.author.strip_gps import bmff, jpeg, png, webp


def without_location(data: bytes) -> bytes:
    """A picture (JPEG, PNG, WebP, AVIF, HEIC) or a film (MP4, MOV) without the place it was taken at; any
    other file as it is."""
    if jpeg.is_jpeg(data):
        return jpeg.without_location(data)
    if png.is_png(data):
        return png.without_location(data)
    if bmff.is_bmff(data):
        return bmff.without_location(data)
    return webp.without_location(data) if webp.is_webp(data) else data
