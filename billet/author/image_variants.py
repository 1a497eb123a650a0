"""Smaller copies of pictures, so that a phone need not fetch what only a large screen can show."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from chalicelib.content.problem import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (480, 960, 1440)
"""Pixels."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"})

MAX_PIXELS = 120_000_000
"""No camera takes a larger picture: unpacked, it may fill the memory."""

_QUALITY = 80


def has_variants(key: str) -> bool:
    """Whether a file is of a kind that smaller copies are made of."""
    return PurePosixPath(key).suffix.lower() in SUFFIXES


class NoVariants(Exception):
    """A picture can have no smaller copies, for the reason `problem` gives."""

    def __init__(self, key: str, code: str, message: str, remedy: str) -> None:
        self.problem = Problem(key, 0, message, f"It is uploaded {remedy}", code=code, fatal=False)
        super().__init__(str(self.problem))


def variants(key: str, path: Path, existing: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Width and bytes (WebP) of each copy of the picture at `path` whose width is not `existing`.

    A moving picture has none, nor has a width at which the copy would be larger than the picture.
    Raises `NoVariants` for what cannot be read as a picture or would fill the memory, and `OSError`
    for a file that cannot be read at all.
    """
    # Imported here: most commands only ask what a copy is called.
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # looked at below; a warning stops no thread
    file_size = path.stat().st_size
    path.open("rb").close()  # an error of the system says nothing about the picture
    try:
        with Image.open(path) as picture:
            if getattr(picture, "is_animated", False) or picture.mode.startswith(("I", "F")):
                return  # it moves, or has more greys than WebP
            if picture.width * picture.height > MAX_PIXELS:
                raise NoVariants(
                    key,
                    code="picture-huge",
                    message=f"it has {picture.width} × {picture.height} pixels",
                    remedy=f"without smaller copies: make it smaller than {MAX_PIXELS // 10**6} megapixels",
                )
            upright_width = picture.height if _lies_on_its_side(picture) else picture.width
            if missing := [width for width in WIDTHS if width < upright_width and width not in existing]:
                yield from _scaled(picture, missing, file_size)
    except NoVariants:
        raise
    except Exception as error:  # whatever a broken or hostile file does to its decoder
        reason = " ".join(str(error).split()) or type(error).__name__
        raise NoVariants(
            key,
            code="picture-unreadable",
            message=f"it cannot be read as a picture ({reason})",
            remedy="as it is, without smaller copies: save it again if readers cannot see it",
        ) from error


def _lies_on_its_side(picture: Image) -> bool:
    return picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)


def _scaled(picture: Image, widths: list[int], file_size: int) -> Iterator[tuple[int, bytes]]:
    """The copies, from the smallest: where one is larger than the file, those that are wider are as well."""
    from PIL import Image, ImageOps

    target = 2 * max(widths)
    picture.draft("RGB" if picture.mode in ("RGB", "YCbCr") else None, (target, target))
    # A profile of greys or inks does not fit RGB, which copies are in.
    profile = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA", "P") else None
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("RGB", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    for width in widths:
        height = max(1, round(upright.height * width / upright.width))
        out = io.BytesIO()
        smaller = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        smaller.save(out, "WEBP", quality=_QUALITY, method=4, icc_profile=profile or b"", exif=b"", xmp=b"")
        if out.tell() >= file_size:
            return
        yield width, out.getvalue()
