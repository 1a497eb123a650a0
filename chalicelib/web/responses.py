"""Answers: what they carry, how long they keep, and how they travel."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Hashable
from datetime import timedelta
from functools import lru_cache

from chalice.app import HeadersType, Request, Response

from chalicelib.blog import utc_now
from chalicelib.caching import Cache
from chalicelib.web.request import GZIP_MARK, etags_of

HTML = "text/html; charset=utf-8"

# Nothing but our own style and pictures: no script at all, no frame, no form that leads elsewhere.
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

_COMPRESSIBLE = ("text/", "image/svg+xml", "application/json")
_WORTH_COMPRESSING = 1000
_pages: Cache[Hashable, bytes] = Cache(512, utc_now)


def keep(key: Hashable, build: Callable[[], str]) -> bytes:
    """The page of `key`, built once in this instance: `key` must hold all that the page shows."""
    return _pages.get(key, lambda _: build().encode()).value


def html(body: bytes, cache_control: str, status: int = 200) -> Response:
    """A page. One that may be kept carries an ETag of its bytes."""
    headers: HeadersType = {"Content-Type": HTML, "Cache-Control": cache_control}
    if status == 200 and cache_control != NEVER:
        headers["ETag"] = f'"{_digest(body)}"'
    return Response(body, headers, status)


def redirect(address: str, status: int = 303) -> Response:
    """Send the browser on; 303 turns a POST into a GET."""
    headers: HeadersType = {"Content-Type": HTML, "Cache-Control": NEVER, "Location": address}
    return Response(b"", headers, status)


def public_for(span: timedelta) -> str:
    """The Cache-Control of what anyone may keep for `span`."""
    return f"public, max-age={max(0, int(span.total_seconds()))}"


def try_again(response: Response) -> Response:
    """Say when: the store is expected back soon."""
    response.headers["Retry-After"] = "30"
    return response


def finish(request: Request, response: Response) -> Response:
    """Make any answer ready to travel: not modified, compressed, guarded, empty for HEAD."""
    headers = response.headers
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    etag = str(headers.get("ETag", ""))
    if response.status_code == 200 and etag and {etag, "*"} & set(etags_of(request)):
        kept = {k: v for k, v in headers.items() if k not in ("Content-Type", "Content-Length")}
        response = Response(b"", kept, 304)
    elif _is_compressible(response):
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in str(request.headers.get("accept-encoding", "")).lower():
            response.body = _compressed(response.body)
            headers["Content-Encoding"] = "gzip"
            if etag:  # RFC 9110, 8.8.1: a strong tag belongs to these very bytes
                headers["ETag"] = etag.removesuffix('"') + GZIP_MARK + '"'
    if request.method == "HEAD":
        response.body = b""
    return response


def _is_compressible(response: Response) -> bool:
    kind = str(response.headers.get("Content-Type", ""))
    return len(response.body) >= _WORTH_COMPRESSING and kind.startswith(_COMPRESSIBLE)


# A bytes object remembers its own hash, and a page that is kept is the same object each time.
@lru_cache(maxsize=512)
def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


@lru_cache(maxsize=512)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
