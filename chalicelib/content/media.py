"""The types of media files, the same on every machine, and where the files lie."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.content.article import KINDS, kind_of

LARGEST = 4_500_000
"""Bytes of the largest file that Lambda can answer with: 6 MB, base64 and headers taken off. S3 itself sends
larger ones."""

FOLDER = "media/"
"""The folder of an author's media, in the bucket and on the site."""

COPIES = "media/_sizes/"
"""The folder of the smaller copies of pictures: ``media/_sizes/a/photo.jpg/1a2b3c4d-640.webp``; and of the
cards of articles."""

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
    return _TYPES.get(posixpath.splitext(name)[1].lower(), DOWNLOAD)


def is_beside_a_text(key: str) -> bool:
    """Whether a key is that of a picture, a sound or a film that lies beside articles or pages."""
    first, *others = key.split("/")
    hidden = any(part.startswith(".") for part in others)
    return first in KINDS and not hidden and type_of(key).startswith(("image/", "audio/", "video/"))


@dataclass(frozen=True)
class MediaFile:
    """A picture, a sound, a film or another file beside the texts.

    `size` is in bytes, `width` and `height` in pixels, 0 where they are unknown; `widths` are those of its
    smaller copies, in rising order.
    """

    etag: str
    size: int = 0
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()


_BESIDE = "_beside/"
"""Below `COPIES`: those of what does not lie in `FOLDER`, but beside an article, and of articles."""

_VARIANT = re.compile(r"(.+)/([^/]+)-([1-9]\d{0,4})\.(?:webp|png)", re.DOTALL)


def url_path(key: str) -> str:
    """Returns the address of a medium below the root of the site: one that lies beside an article is found
    below ``/media/`` as well."""
    return "/" + quote(key if key.startswith(FOLDER) else FOLDER + key)


def variant_key(key: str, etag: str, width: int) -> str:
    """Returns where in the bucket the copy of a picture lies that is `width` pixels wide. It is a WebP; what
    the ETag begins with is in its name, so that a new picture never shows copies of the old."""
    return copy_key(key, etag_start(etag), width, ".webp")


def copy_key(key: str, state: str, width: int, suffix: str) -> str:
    """Returns where in the bucket lies what was made of one state of a file."""
    folder = key.removeprefix(FOLDER) if key.startswith(FOLDER) else _BESIDE + key
    return f"{COPIES}{folder}/{state}-{width}{suffix}"


def path_instead_of(key: str, medium: MediaFile) -> str:
    """Returns the path of a picture's largest copy, where the picture itself is too large for a function to
    send; "" where pages show the file itself."""
    if medium.size > LARGEST and medium.widths:
        return url_path(variant_key(key, medium.etag, medium.widths[-1]))
    return ""


def srcset_of(key: str, medium: MediaFile) -> list[tuple[str, int]]:
    """Returns the paths at which pages show a picture, with its width at each in pixels, in rising order;
    none where there is but one."""
    if not (medium.width and medium.widths):
        return []
    copies = [(url_path(variant_key(key, medium.etag, width)), width) for width in medium.widths]
    if medium.size > LARGEST or medium.width <= medium.widths[-1]:
        return copies
    return [*copies, (url_path(key), medium.width)]


def original_of(key: str) -> tuple[str, str, int] | None:
    """Returns the file's key, the start of its ETag and the width that `variant_key` made `key` of, for a
    card its digest in the place of the ETag; None for what is no copy."""
    match = _VARIANT.fullmatch(key.removeprefix(COPIES)) if key.startswith(COPIES) else None
    if not match:
        return None
    folder = match[1]
    original = folder.removeprefix(_BESIDE) if folder.startswith(_BESIDE) else FOLDER + folder
    is_card = kind_of(original) is not None
    return (original, match[2], int(match[3])) if is_card == key.endswith(".png") else None


def etag_start(etag: str) -> str:
    """Returns what an ETag begins with: enough to tell two versions of one file."""
    return etag.strip('"')[:8]
