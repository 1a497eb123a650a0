"""The types of media files, the same on every machine, and where the files lie."""

from __future__ import annotations

from pathlib import PurePosixPath

from chalicelib.content.article import KINDS

LARGEST = 4_500_000
"""Bytes of the largest file that Lambda can answer with: 6 MB, base64 and headers taken off."""

FOLDER = "media/"
"""The folder of an author's media, in the bucket and on the site."""

COPIES = "media/_sizes/"
"""The folder of the smaller copies of pictures: ``media/_sizes/a/photo.jpg/1a2b3c4d-640.webp``."""

DOWNLOAD = "application/octet-stream"

A_DAY = "public, max-age=86400, stale-while-revalidate=604800"
"""The Cache-Control of a file that may be replaced under its name."""

# The standard library's table depends on what the system has installed.
_TYPES = {
    **{f".{name}": f"image/{name}" for name in ("avif", "gif", "jpeg", "png", "webp")},
    **{f".{name}": f"audio/{name}" for name in ("aac", "flac", "ogg", "wav")},
    **{f".{name}": f"video/{name}" for name in ("mp4", "webm")},
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".ogv": "video/ogg",
    ".vtt": "text/vtt; charset=utf-8",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}


def type_of(name: str) -> str:
    """Returns the media type of a file by its name. What a browser should not show as a page of the site,
    HTML above all, is `DOWNLOAD`."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), DOWNLOAD)


def is_beside_a_text(key: str) -> bool:
    """Whether a key is that of a picture, a sound or a film that lies beside articles or pages."""
    first, *others = key.split("/")
    hidden = any(part.startswith(".") for part in others)
    return first in KINDS and not hidden and type_of(key).startswith(("image/", "audio/", "video/"))
