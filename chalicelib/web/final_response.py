"""Responses ready to travel: guarded, compressed, and not sent again to who has them."""

from __future__ import annotations

import gzip
from typing import Any

from chalice.app import HeadersType, Request, Response

from chalicelib.invocation import request_id
from chalicelib.web.request import GZIP_MARK, accepts_gzip, etags_of, stage_of
from chalicelib.web.responses import SECURITY, Page

_COMPRESSIBLE = (
    "text/",
    "image/svg+xml",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/feed+json",
)
_WORTH_COMPRESSING = 1000


class FinalResponse(Response):
    """A response ready to travel, all as bytes. Chalice would compare its type with the binary ones and
    encode it anew: a tenth of what a warm page takes."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:
        """Returns what Lambda answers to API Gateway."""
        del binary_types
        answer: dict[str, Any] = super().to_dict()
        body = self.body if isinstance(self.body, Page) else Page(self.body)
        return {**answer, "body": body.base64, "isBase64Encoded": True}


def finalize(request: Request, response: Response) -> FinalResponse:
    """Returns a response ready to travel: guarded, compressed, not modified, empty for HEAD; and a failure
    with the number to quote to the operator."""
    headers, body = {**SECURITY, **response.headers}, response.body
    if response.status_code >= 500 and (number := request_id()):
        headers["X-Request-Id"] = number
    if vary := _vary(request, headers):
        headers["Vary"] = vary
    etag = str(headers.get("ETag", ""))
    if _is_worth_compressing(response) and accepts_gzip(request):
        body = body.compressed if isinstance(body, Page) else gzip.compress(body, mtime=0)
        headers["Content-Encoding"] = "gzip"
        if etag:  # RFC 9110, 8.8.1: a strong tag belongs to these very bytes
            headers["ETag"] = etag.removesuffix('"') + GZIP_MARK + '"'
    if response.status_code == 200 and _is_held(request, etag, str(headers.get("Last-Modified", ""))):
        # With its type: API Gateway would add one of its own, JSON, which a cache would keep.
        headers.pop("Content-Encoding", None)
        return FinalResponse(b"", headers, 304)
    return FinalResponse(b"" if request.method == "HEAD" else body, headers, response.status_code)


def _vary(request: Request, headers: HeadersType) -> str:
    """Returns the request's headers that change the answer: they are the same for a 200 and its 304, whose
    body is not known, and for HEAD."""
    names = [str(headers["Vary"])] if headers.get("Vary") else []
    if _is_compressible(str(headers.get("Content-Type", ""))):
        names.append("Accept-Encoding")
    if stage_of(request):  # which a CDN may say that its readers do not see
        names.append("X-Billet-Prefix")
    return ", ".join(names)


def _is_held(request: Request, etag: str, modified: str) -> bool:
    """Returns whether the browser has these bytes: by their ETag, else by their date (RFC 9110, 13.2.2)."""
    if tags := etags_of(request):
        return bool(etag and {etag, "*"} & set(tags))
    return bool(modified) and modified == request.headers.get("if-modified-since")


def _is_compressible(kind: str) -> bool:
    """Whether a body of a media type is sent compressed to who takes gzip."""
    return kind.startswith(_COMPRESSIBLE)


def _is_worth_compressing(response: Response) -> bool:
    """A part of a body is sent as it is: its place is that in the plain bytes."""
    kind = str(response.headers.get("Content-Type", ""))
    is_whole = response.status_code != 206
    return is_whole and len(response.body) >= _WORTH_COMPRESSING and _is_compressible(kind)
