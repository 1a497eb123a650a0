"""What is said of a picture or another medium."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.content.media import DOWNLOAD, MediaFile, type_of, url_path
from chalicelib.content.problem import Problem
from chalicelib.content.receipt import Receipt

HEAVY_BYTES = 1_000_000
"""Bytes of a picture that a phone on a poor connection waits for."""

LIGHTER = "Make it smaller, or let 'billet publish' make smaller copies"
"""What to do about a picture that `is_heavy`."""


NOT_SHOWN = "it is a picture in HEIC, which most browsers do not show"
HEIC_REMEDY = "Save it as JPEG (an iPhone does with Settings, Camera, Formats, Most Compatible)"
_HEIC = (".heic", ".heif")


def media_receipt(key: str, medium: MediaFile) -> Receipt:
    """Returns the answer to the upload of a medium."""
    problems = tuple(_problems(key, medium))
    errors = tuple(problem for problem in problems if problem.fatal)
    return Receipt(
        key,
        "refused" if errors else "live",
        url=url_path(key),
        etag=medium.etag,
        warnings=tuple(problem for problem in problems if not problem.fatal),
        errors=errors,
    )


def is_heavy(medium: MediaFile) -> bool:
    """Returns whether readers wait for a picture: it is large, and there are no smaller copies."""
    return medium.size > HEAVY_BYTES and medium.width > 0 and not medium.widths


def _problems(key: str, medium: MediaFile) -> Iterator[Problem]:
    if key.lower().endswith(_HEIC):
        yield Problem(key, 0, NOT_SHOWN, HEIC_REMEDY, code="heic")
    elif is_heavy(medium):
        message = f"it has {medium.size} bytes: readers on a phone wait for it"
        yield Problem(key, 0, message, LIGHTER, code="huge-picture", fatal=False)
    elif not medium.width and type_of(key).startswith("image/"):
        remedy = "Save it again as JPEG, PNG, WebP or AVIF: pages move while it loads"
        message = "its width and height cannot be read"
        yield Problem(key, 0, message, remedy, code="unknown-size", fatal=False)
    elif type_of(key) == DOWNLOAD:
        remedy = "Give it the ending of its type if readers should see it in their browser"
        message = "its type is unknown, so that it is sent as a download"
        yield Problem(key, 0, message, remedy, code="download", fatal=False)
