"""What is not a page: the stylesheet, the icons, and the author's media."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from chalice.app import HeadersType, NotFoundError, Request, Response

from chalicelib.content.card import card_at
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
from chalicelib.index.cards import has_card
from chalicelib.services import services
from chalicelib.storage.s3 import Fetched
from chalicelib.web import assets, responses
from chalicelib.web import request as requests
from chalicelib.web.appearance import icon_of
from chalicelib.web.page_context import page_context
from chalicelib.web.ranges import Part, part_of
from chalicelib.web.stylesheet import name_of_stylesheet, stylesheet_of

MEDIA_POLICY = (
    "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
)
"""What a file may do that is opened by itself: a sound or a film plays, a drawing has its styles, and nothing
has scripts, forms or frames. It is no sandbox, in which browsers play no film and open no PDF."""


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
    for key in _keys(path):
        with contextlib.suppress(NotFound):
            return _answer(request, key)
    raise NotFoundError("there is no such file")


def _answer(request: Request, key: str) -> Response:
    """Returns the answer with a file; where it is larger than Lambda can send, the way to S3, which knows of
    parts as well. Raises `NotFound`, `Unavailable`."""
    kind = type_of(key)
    disposition = "attachment" if kind == DOWNLOAD else ""
    headers: HeadersType = {
        "Content-Security-Policy": MEDIA_POLICY,
        "Content-Type": kind,
        "Cache-Control": A_DAY,
        "Accept-Ranges": "bytes",
        **({"Content-Disposition": disposition} if disposition else {}),
    }
    known_etag = next((tag for tag in requests.etags_of(request) if tag != "*"), "")
    try:
        fetched = _fetch(key, known_etag, part_of(request))
    except OutOfRange as error:
        size = str(error.size) if error.size else "*"
        return Response(b"", {"Content-Range": f"bytes */{size}", "Cache-Control": responses.NEVER}, 416)
    except TooLarge:
        urls, is_head = services().signed_urls, request.method == "HEAD"
        return responses.redirect(urls.url_of(key, kind, disposition=disposition, head=is_head), 302)
    if fetched is None:
        return Response(b"", headers | {"ETag": requests.held_etag(request, known_etag)}, 304)
    headers["ETag"] = fetched.etag
    if fetched.part:
        return Response(fetched.data, headers | {"Content-Range": fetched.part}, 206)
    return Response(fetched.data, headers)


def _fetch(key: str, known_etag: str, part: Part | None) -> Fetched | None:
    """Returns a file, or the part of it; of a file with another ETag than that of the part, all; None where
    its ETag is the known one. Raises `NotFound`, `OutOfRange`, `TooLarge`, `Unavailable`."""
    bucket = services().bucket
    if part:
        with contextlib.suppress(Conflict):
            return bucket.fetch(
                key, if_none_match=known_etag, if_match=part.etag, part=part.bytes, max_bytes=LARGEST
            )
    return bucket.fetch(key, if_none_match=known_etag, max_bytes=LARGEST)


def _keys(path: str) -> Iterator[str]:
    """Yields the keys that a path below ``/media/`` may mean: one below ``media/``, a picture, sound or film
    beside an article, and what is called so in the other normal form: a Mac takes accents off their letters
    in the names of its files, and browsers put them on again. A copy of a picture is there as long as the
    picture, a card as long as readers see its article."""
    keys = [FOLDER + path, *([path] if is_beside_a_text(path) else [])]
    copies = {key: copy for key in keys if (copy := original_of(key))}
    yield from (key for key in keys if key not in copies)
    if path.isascii() and not copies:
        return
    # Imported late: most names are found as they are.
    from chalicelib.index.links import IndexTargets
    from chalicelib.markdown.link_resolver import nfc

    page = page_context()
    targets = IndexTargets(page.index, None)
    for key in keys:
        if card := card_at(key):
            yield from [key] if has_card(page.index, page.now, *card) else []
            continue
        copy = copies.get(key)
        medium = targets.medium_of_file(nfc(copy[0] if copy else key))
        if medium:
            yield variant_key(medium[0], copy[1], copy[2]) if copy else medium[0]
