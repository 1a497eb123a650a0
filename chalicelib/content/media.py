"""The types of the files an author uploads, the same on every machine."""

from __future__ import annotations

from pathlib import PurePosixPath

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
