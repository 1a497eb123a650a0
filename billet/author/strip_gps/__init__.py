"""Where a picture was taken, taken out of it: nobody else needs to know where its author lives.

Pixels are not encoded anew, and the same file always gives the same bytes, so that a picture that
is in the bucket is known again by its MD5. What cannot be read stays as it is: who reads pictures
would find no more in it than we do.
"""

from __future__ import annotations

from billet.author.strip_gps import jpeg, png, webp


def without_location(data: bytes) -> bytes:
    """A JPEG, PNG or WebP file without the place it was taken at; any other file as it is."""
    if jpeg.is_one(data):
        return jpeg.without_location(data)
    if png.is_one(data):
        return png.without_location(data)
    return webp.without_location(data) if webp.is_one(data) else data
