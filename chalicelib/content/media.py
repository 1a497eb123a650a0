"""The types of the files an author uploads, the same on every machine."""

from __future__ import annotations

from pathlib import PurePosixPath

LARGEST = 4_500_000
"""Bytes of a file that Lambda can still answer with: 6 MB, base64 and headers taken off."""

FOLDER = "media/"
"""Where an author's media lie in the bucket, and where they are on the site."""

COPIES = "media/_sizes/"
"""Where the smaller copies of pictures lie: ``media/_sizes/a/photo.jpg/1a2b3c4d-640.webp``."""

DOWNLOAD = "application/octet-stream"

A_DAY = "public, max-age=86400, stale-while-revalidate=604800"
"""The Cache-Control of a file that may be replaced under its name."""

# The standard library's table depends on what the system has installed.
_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt; charset=utf-8",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}


def type_of(name: str) -> str:
    """The media type of a file by its name. What a browser should not show as a page of the site,
    HTML above all, is `DOWNLOAD`."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), DOWNLOAD)
