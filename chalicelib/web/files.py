"""What is not a page: the stylesheet, the icons, and the author's media."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from pathlib import PurePosixPath

from chalice.app import Blueprint, HeadersType, NotFoundError, Response

from chalicelib.content.media import (
    A_DAY,
    DOWNLOAD,
    FOLDER,
    LARGEST,
    is_beside_a_text,
    original_of,
    type_of,
    variant_key,
)
from chalicelib.errors import Conflict, NotFound, OutOfRange, TooLarge, Unavailable
from chalicelib.index.links import IndexTargets
from chalicelib.markdown.link_resolver import nfc
from chalicelib.services import services
from chalicelib.storage.s3 import Fetched
from chalicelib.web import assets, responses
from chalicelib.web import request as requests
from chalicelib.web.appearance import icon_of
from chalicelib.web.page_context import page_context
from chalicelib.web.ranges import Part, part_of
from chalicelib.web.routing import mount
from chalicelib.web.stylesheet import name_of_stylesheet, stylesheet_of
from chalicelib.web.urls import PATHS

log = logging.getLogger("billet")

blueprint = Blueprint(__name__)

# A picture may style itself; what could do more is kept from it even when it is opened by itself.
_ACTIVE = (DOWNLOAD, type_of("x.svg"))
_MEDIA_POLICY = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"


def static(name: str) -> Response:
    """Sends a file that came with the code."""
    file_name = requests.parameter(name)
    try:
        plain = assets.plain(file_name)
        if plain == assets.STYLESHEET and file_name != assets.hashed(plain):
            return _stylesheet(file_name)
        data = assets.data(plain)
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no file {file_name!r}") from error
    span = responses.FOREVER if file_name == assets.hashed(plain) else A_DAY
    return responses.cacheable(data, span, assets.TYPES[PurePosixPath(plain).suffix])


def _stylesheet(name: str) -> Response:
    """Sends the style sheet of the site, for ever where `name` has its digest. Under any other name a kept
    page finds the present one, and asks again: another instance may know a newer one."""
    try:
        index = page_context().index
        present_name, sheet = name_of_stylesheet(index), stylesheet_of(index)
    except Unavailable:
        present_name, sheet = "", assets.data(assets.STYLESHEET)
    span = responses.FOREVER if name == present_name else responses.ASK_AGAIN
    return responses.cacheable(sheet, span, assets.TYPES[".css"])


def favicon() -> Response:
    """Sends the icon that browsers and readers of feeds ask for by themselves, or leads to the author's."""
    with contextlib.suppress(Unavailable):
        page = page_context()
        if icon := icon_of(page):
            return responses.redirect(icon.address, 302, A_DAY)
    return static("favicon.ico")


def media() -> Response:
    """Sends a file of the author's, from the bucket, or the part of it that is asked for."""
    request = requests.current()
    path = requests.parameter((request.uri_params or {})["proxy"])
    known_etag = next((tag for tag in requests.etags_of(request) if tag != "*"), "")
    kind = type_of(path)
    headers: HeadersType = {
        "Content-Security-Policy": _MEDIA_POLICY + ("; sandbox" if kind in _ACTIVE else ""),
        "Cache-Control": A_DAY,
        "Accept-Ranges": "bytes",
    }
    try:
        fetched = _fetch(path, known_etag, part_of(request))
    except OutOfRange as error:
        size = str(error.size) if error.size else "*"
        return Response(b"", {"Content-Range": f"bytes */{size}", "Cache-Control": responses.NEVER}, 416)
    except NotFound as error:
        raise NotFoundError(str(error)) from error
    except TooLarge as error:
        log.warning("a file was not sent: %s", error)
        raise NotFoundError(str(error)) from error
    if fetched is None:
        headers["ETag"] = requests.held_etag(request, known_etag)
        if responses.is_compressible(kind):
            headers["Vary"] = "Accept-Encoding"
        return Response(b"", headers, 304)
    headers |= {"ETag": fetched.etag, "Content-Type": kind}
    if kind == DOWNLOAD:
        headers["Content-Disposition"] = "attachment"
    if fetched.part:
        return Response(fetched.data, headers | {"Content-Range": fetched.part}, 206)
    return Response(fetched.data, headers)


def _fetch(path: str, known_etag: str, part: Part | None) -> Fetched | None:
    """Returns the first file that there is of `_keys`, or the part of it; of a file with another ETag than
    that of the part, all. Raises `NotFound`, `OutOfRange`, `TooLarge`, `Unavailable`."""
    bucket = services().bucket
    for key in _keys(path):
        with contextlib.suppress(NotFound):
            if part:
                with contextlib.suppress(Conflict):
                    return bucket.fetch(
                        key,
                        if_none_match=known_etag,
                        if_match=part.etag,
                        part=part.bytes,
                        max_bytes=LARGEST,
                    )
            return bucket.fetch(key, if_none_match=known_etag, max_bytes=LARGEST)
    raise NotFound(f"there is no file {path!r}")


def _keys(path: str) -> Iterator[str]:
    """Yields the keys that a path below ``/media/`` may mean: one below ``media/``, a picture, sound or film
    beside an article, and what is called so in the other normal form: a Mac takes accents off their letters
    in the names of its files, and browsers put them on again."""
    keys = [FOLDER + path, *([path] if is_beside_a_text(path) else [])]
    yield from keys
    if path.isascii():
        return
    targets = IndexTargets(page_context().index, None)
    for key in keys:
        copy = original_of(key)
        medium = targets.medium_of_file(nfc(copy[0] if copy else key))
        if medium:
            yield variant_key(medium[0], copy[1], copy[2]) if copy else medium[0]


mount(blueprint, PATHS["static"], get=static)
mount(blueprint, PATHS["favicon"], get=favicon)
mount(blueprint, PATHS["media"], get=media)
