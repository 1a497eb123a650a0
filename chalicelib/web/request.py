"""What a view needs to know of the request it answers."""

from __future__ import annotations

import re
from contextvars import ContextVar
from urllib.parse import parse_qsl, unquote, urlencode

from chalice.app import BadRequestError, Request

GZIP_MARK = "-gz"
"""Ends the ETag of a compressed answer: a strong ETag belongs to one sequence of bytes."""

PREFIX_HEADER, NO_PREFIX = "x-billet-prefix", "none"
"""What a CDN adds to requests whose stage its readers do not see."""

LARGEST_FORM = 256 * 1024
"""Bytes of form data beyond which nothing is read. A text of 20,000 bytes takes 120,000 when every
one of them is a line end, and who writes twice as much should have it back to shorten it."""

# Chalice keeps the current request in one attribute of the app, which two threads of a local
# server would share.
_current: ContextVar[Request] = ContextVar("request")


def enter(request: Request) -> None:
    """Make `request` the one that this thread answers."""
    _current.set(request)


def current() -> Request:
    """The request being answered."""
    return _current.get()


def prefix_of(request: Request) -> str:
    """The stage prefix in front of every path ("/api"), "" on a custom domain without one.

    It is what the address has more than the route: API Gateway gives both. The address that a CDN
    asks for has the stage, the one that its readers see has not, and the CDN says so: see
    .chalice/cloudfront.yaml. Who says it without a CDN gets links that lead nowhere, and nobody else
    does: all that is kept is kept by its prefix.
    """
    if request.headers.get(PREFIX_HEADER) == NO_PREFIX:
        return ""
    route = _route_of(request)
    segments = [s for s in str(request.context.get("path", route)).split("/") if s]
    extra = len(segments) - len([s for s in route.split("/") if s])
    return "".join(f"/{segment}" for segment in segments[:extra]) if extra > 0 else ""


def address_of(request: Request) -> str:
    """The path that was asked for, from the root of the site and percent-decoded."""
    return parameter(_route_of(request))


def query_of(request: Request) -> str:
    """The query of the address with its question mark, "" where there is none."""
    fields: dict[str, list[str]] = request.to_original_event()["multiValueQueryStringParameters"] or {}
    return "?" + urlencode(fields, doseq=True) if fields else ""


def asked(request: Request, name: str) -> str:
    """A field of the address's query, the last where it is sent twice; "" where there is none."""
    fields: dict[str, list[str]] = request.to_original_event()["multiValueQueryStringParameters"] or {}
    return (fields.get(name) or [""])[-1]


def is_reading(request: Request) -> bool:
    """Whether it asks for a page, and for nothing to be done."""
    return request.method in ("GET", "HEAD")


def _route_of(request: Request) -> str:
    """The path below the stage, still encoded: what the route's variables stand for filled in."""
    route = request.path
    for name, value in (request.uri_params or {}).items():
        route = route.replace(f"{{{name}+}}", value).replace(f"{{{name}}}", value)
    return route


def parameter(value: str) -> str:
    """A path parameter as text: API Gateway hands it over percent-encoded."""
    return unquote(value)


def etags_of(request: Request) -> list[str]:
    """What the browser holds already: strong ETags, our mark for compression taken off."""
    tags = str(request.headers.get("if-none-match", "")).split(",")
    return [tag.strip().removeprefix("W/").replace(GZIP_MARK + '"', '"') for tag in tags if tag.strip()]


def accepts_gzip(request: Request) -> bool:
    """Whether the browser takes gzip: named, and not with a weight of 0 (RFC 9110, 12.5.3)."""
    wanted = str(request.headers.get("accept-encoding", "")).lower().replace(" ", "")
    codings = dict(coding.partition(";")[::2] for coding in wanted.split(","))
    return "gzip" in codings and not re.fullmatch(r"q=0(\.0*)?", codings["gzip"])


def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form, the last where one is sent twice.

    Bytes that are not UTF-8 come as U+FFFD, which the forms' rules refuse by the field's name.
    Raises `BadRequestError` for what is no form.
    """
    body = request.raw_body
    data = body.encode() if isinstance(body, str) else body
    if len(data) > LARGEST_FORM:
        raise TooLongError(f"the form has {len(data)} bytes")
    try:
        pairs = parse_qsl(
            data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50, errors="replace"
        )
    except ValueError as error:
        raise BadRequestError(str(error)) from error
    return dict(pairs)


class TooLongError(BadRequestError):
    """The request's body is larger than any form of ours."""

    STATUS_CODE = 413
