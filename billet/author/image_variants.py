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

KINDS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"})

MOST_PIXELS = 120_000_000
"""A larger picture is none that a camera took: unpacked, it may fill the memory."""

_QUALITY = 80


def may_have_copies(key: str) -> bool:
    """Whether a file is of a kind that copies are made of."""
    return PurePosixPath(key).suffix.lower() in KINDS


class NoCopies(Exception):
    """There can be none, for the reason `problem` tells."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def copies(key: str, path: Path, present: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Width and bytes (WebP) of each copy of the picture at `path` that is not `present`.

    A moving picture has none, nor has a width at which the copy would be larger than the picture.
    Raises `NoCopies` for what cannot be read as a picture or would fill the memory, and `OSError`
    for a file that cannot be read at all.
    """
    # Imported here: most commands only ask what a copy is called.
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # we look ourselves; a warning is no answer for many threads
    whole = path.stat().st_size
    path.open("rb").close()  # what the system says of a file is no finding about a picture
    try:
        with Image.open(path) as picture:
            if getattr(picture, "is_animated", False) or picture.mode.startswith(("I", "F")):
                return  # it moves, or has more greys than WebP
            _hold_small(key, picture)  # before anything of it is read
            missing = [width for width in WIDTHS if width < _upright_width(picture) and width not in present]
            if not missing:
                return
            yield from _made(picture, missing, whole)
    except NoCopies:
        raise
    except Exception as error:  # whatever a broken or hostile file does to its decoder
        problem = Problem(
            key,
            0,
            f"it cannot be read as a picture ({' '.join(str(error).split()) or type(error).__name__})",
            "It is uploaded as it is, without smaller copies: save it again if readers cannot see it",
            code="picture-unreadable",
            fatal=False,
        )
        raise NoCopies(problem) from error


def _upright_width(picture: Image) -> int:
    turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return picture.height if turned else picture.width


def _hold_small(key: str, picture: Image) -> None:
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        problem = Problem(
            key,
            0,
            f"it has {picture.width} × {picture.height} pixels",
            f"It is uploaded without smaller copies: make it smaller than {MOST_PIXELS // 10**6} megapixels",
            code="picture-huge",
            fatal=False,
        )
        raise NoCopies(problem)


def _made(picture: Image, widths: list[int], whole: int) -> Iterator[tuple[int, bytes]]:
    """The copies, from the smallest: where one is too large, those that are wider are as well."""
    from PIL import Image, ImageOps

    target = 2 * max(widths)
    picture.draft("RGB" if picture.mode in ("RGB", "YCbCr") else None, (target, target))
    # A profile of greys or inks is none of RGB, which is what copies are in.
    profile = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA", "P") else None
    upright = _in_colour(ImageOps.exif_transpose(picture))
    for width in widths:
        height = max(1, round(upright.height * width / upright.width))
        out = io.BytesIO()
        smaller = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        smaller.save(out, "WEBP", quality=_QUALITY, method=4, icc_profile=profile or b"", exif=b"", xmp=b"")
        if out.tell() >= whole:
            return
        yield width, out.getvalue()


def _in_colour(picture: Image) -> Image:
    """As WebP has it: RGB, with transparency where there is some."""
    if picture.mode in ("RGB", "RGBA"):
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
