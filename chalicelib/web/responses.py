"""Responses: what they carry, and how long they may be cached."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from math import ceil
from typing import Any

from chalice.app import HeadersType, Response

from chalicelib.caching import Cache
from chalicelib.invocation import current
from chalicelib.services import utc_now

HTML = "text/html; charset=utf-8"
JSON = "application/json"

# Nothing but our own style and pictures: no script at all, no form that leads elsewhere, and no frame
# but of hosts that the author names (`framing`).
# (What connects is an auditor's script at most, which fetches robots.txt from the page it looks at.)
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Strict-Transport-Security": "max-age=63072000",
}

FOREVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
ASK_AGAIN = "no-cache"

TEXT = "text/plain; charset=utf-8"


class Page(bytes):
    """A finished body that is sent more than once, and what is worked out of it only once."""

    complete = True
    """Whether it has all it should have."""

    newest: datetime | None = None
    """When the newest thing in it changed, where its readers ask for that."""

    @cached_property
    def etag(self) -> str:
        """A strong ETag: another for any other bytes."""
        return f'"{hashlib.sha256(self).hexdigest()[:32]}"'

    @cached_property
    def modified(self) -> str:
        """Its ``Last-Modified``, "" where there is none.

        The newest thing in it does not tell all that changed: an article may go, or come with a date of
        old. So it is earlier by up to an hour, as its bytes will have it: other bytes, another date.
        """
        if self.newest is None or self.newest < _FIRST:
            return ""
        earlier = timedelta(seconds=int(self.etag[1:9], 16) % 3600)
        return format_datetime(self.newest.astimezone(UTC) - earlier, usegmt=True)

    @cached_property
    def compressed(self) -> Page:
        """The same for who accepts gzip."""
        return Page(gzip.compress(self, mtime=0))

    @cached_property
    def base64(self) -> str:
        """The same as API Gateway takes bytes."""
        return b64encode(self).decode("ascii")


_FIRST = datetime(1970, 1, 2, tzinfo=UTC)
"""Programs count seconds from 1970 on."""

_MAX_BYTES = 24 * 2**20
"""What the pages that an instance keeps may take, and as much again those that may be large; a function has
1,024 MB for all."""


def _size(page: Page) -> int:
    """Returns how many bytes of memory a page takes at the most, with what is worked out of it."""
    return 4 * len(page)


_pages: Cache[Hashable, Page] = Cache(512, utc_now, max_bytes=_MAX_BYTES, bytes_of=_size)
_large: Cache[Hashable, Page] = Cache(16, utc_now, max_bytes=_MAX_BYTES, bytes_of=_size)


def cached_page(key: Hashable, build: Callable[[], str | Page], *, large: bool = False) -> Page:
    """Returns the page of `key`, built once in this instance: `key` must hold all that the page shows.
    Only a few are kept of those that may be `large`, megabytes and not kilobytes."""

    def load(_: Page | None) -> Page:
        if invocation := current():
            invocation.built = True
        return _page(build())

    try:
        return (_large if large else _pages).get(key, load).value
    except Incomplete as error:
        return error.page


class Incomplete(Exception):  # named for what happened, as all of ours are
    """A page was built without all it should have: it is sent, and not kept."""

    def __init__(self, body: str | Page) -> None:
        super().__init__()
        self.page = _page(body)
        self.page.complete = False


def _page(body: str | Page) -> Page:
    return body if isinstance(body, Page) else Page(body.encode())


def showing(response: Response, frames: Iterable[str], media: str) -> Response:
    """Lets a page show pages of the hosts `frames`, encrypted, in frames; and media that come from the origin
    `media`, where it is not ""."""
    policy = SECURITY["Content-Security-Policy"]
    if media:
        policy = re.sub(r"(?<=(?:img|dia)-src 'self')", f" {media}", policy)
    if sources := " ".join(f"https://{host}" for host in frames):
        policy += f"; frame-src {sources}"
    response.headers["Content-Security-Policy"] = policy
    return response


def cacheable(page: Page, cache_control: str, kind: str = HTML) -> Response:
    """Returns a body of a media type that anyone may keep for a while."""
    if invocation := current():
        invocation.kept = True
    headers: HeadersType = {"Content-Type": kind, "Cache-Control": cache_control, "ETag": page.etag}
    if page.modified:
        headers["Last-Modified"] = page.modified
    return Response(page, headers)


def uncacheable(text: str, status: int = 200) -> Response:
    """Returns a page for one person and one moment. A 503 says when to try again."""
    headers: HeadersType = {"Content-Type": HTML, "Cache-Control": NEVER}
    if status == 503:
        headers["Retry-After"] = "30"
    return Response(text.encode(), headers, status)


def private(text: str, status: int = 200) -> Response:
    """Returns a page at an address that lets who holds it act: neither kept, nor listed, nor told to
    others."""
    response = uncacheable(text, status)
    response.headers.update({"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"})
    return response


def later(response: Response, wait: timedelta) -> Response:
    """Says in how many seconds a request may be made again."""
    response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def error(status: int, **headers: str) -> Response:
    """Returns a status without words, as Chalice does too; `chalicelib.web.middleware` makes a page of it."""
    return Response({"Code": status}, {name.replace("_", "-"): v for name, v in headers.items()}, status)


def document(content: Mapping[str, Any], status: int = 200) -> Response:
    """Returns JSON for a program and one moment."""
    headers: HeadersType = {"Content-Type": JSON, "Cache-Control": NEVER}
    return Response(json.dumps(content).encode(), headers, status)


def redirect(address: str, status: int = 303, cache_control: str = NEVER) -> Response:
    """Sends the browser on; 303 turns a POST into a GET."""
    headers: HeadersType = {"Content-Type": HTML, "Cache-Control": cache_control, "Location": address}
    return Response(b"", headers, status)
