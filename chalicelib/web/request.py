"""The request that is being answered, as views need it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import parse_qsl, urlencode

from chalice.app import BadRequestError, NotFoundError, Request

from chalicelib.content.media import FOLDER as MEDIA
from chalicelib.content.old_address import Fields, comparable_fields, decoded

GZIP_MARK = "-gz"
"""Ends the ETag of a compressed answer: a strong ETag belongs to one sequence of bytes."""

PREFIX_HEADER, NO_PREFIX = "x-billet-prefix", "none"
"""What a CDN adds to requests whose stage its readers do not see."""

COUNTED_HEADER = "x-billet-counted"
"""What a CDN adds to requests whose readings it counts itself: it answers most of them without us."""

LONGEST_PARAMETER = 1_024 - len(MEDIA)
"""Bytes of a path parameter: a key of S3 has 1,024 (Amazon S3 user guide), and only media have their path
in it."""

LARGEST_FORM = 256 * 1024
"""Bytes of form data beyond which nothing is read. A text of 20,000 bytes takes 120,000 when every
one of them is a line end, and who writes twice as much should have it back to shorten it."""

FieldReader = Callable[[Request, str], str]
"""Returns a field of a request by its name, "" where it is missing."""

ETAG = re.compile(r'"[!#-~]*"')
"""An ETag of ours or S3's: visible characters of ASCII (RFC 9110, 8.8.3, allows others)."""

# Chalice keeps the current request in one attribute of the app, which two threads of a local
# server would share.
_current: ContextVar[Request] = ContextVar("request")


def enter(request: Request) -> None:
    """Makes `request` the one that this thread answers."""
    _current.set(request)


def current() -> Request:
    """Returns the request being answered."""
    return _current.get()


def prefix_of(request: Request) -> str:
    """Returns the stage prefix in front of every path ("/api"), "" on a custom domain without one.

    It is what the address has more than the route: API Gateway gives both. The address that a CDN
    asks for has the stage, the one that its readers see has not, and the CDN says so: see
    .chalice/cloudfront.yaml. Who says it without a CDN gets links that lead nowhere, and nobody else
    does: pages are cached by their prefix.
    """
    if request.headers.get(PREFIX_HEADER) == NO_PREFIX:
        return ""
    return stage_of(request)


def stage_of(request: Request) -> str:
    """Returns the stage in front of the path that API Gateway was asked for ("/api"), "" where there is
    none."""
    route = _route_of(request)
    segments = [s for s in str(request.context.get("path", route)).split("/") if s]
    extra = len(segments) - len([s for s in route.split("/") if s])
    return "".join(f"/{segment}" for segment in segments[:extra]) if extra > 0 else ""


def address_of(request: Request) -> str:
    """Returns the path that was requested, from the root of the site and percent-decoded; cut where it is
    longer than any address, and still nobody's."""
    return decoded(_route_of(request))[:LONGEST_PARAMETER]


def query_of(request: Request, without: Fields = frozenset()) -> str:
    """Returns the query of the address with its question mark, "" where there is none; `without` fields, as
    they are compared, that are not to be in it."""
    pairs = [
        (name, value)
        for name, values in fields_of(request).items()
        for value in values
        if not comparable_fields([(name, value)]) <= without
    ]
    return "?" + urlencode(pairs, errors="replace") if pairs else ""


def query_field(request: Request, name: str) -> str:
    """Returns a field of the query, the last where it is sent twice, "" where it is missing."""
    return (fields_of(request).get(name) or [""])[-1]


def fields_of(request: Request) -> dict[str, list[str]]:
    """Returns the values in the query by name, in no order: API Gateway does not tell it."""
    return request.to_original_event()["multiValueQueryStringParameters"] or {}


def is_reading(request: Request) -> bool:
    """Whether the request asks for a page, and for nothing to be done."""
    return request.method in ("GET", "HEAD")


def _route_of(request: Request) -> str:
    """Returns the path below the stage, still encoded: the route with its variables filled in."""
    route = request.path
    for name, value in (request.uri_params or {}).items():
        route = route.replace(f"{{{name}+}}", value).replace(f"{{{name}}}", value)
    return route


def parameter(value: str) -> str:
    """Returns a path parameter as text: API Gateway hands it over percent-encoded. Raises `NotFoundError`
    for one that is longer than any address."""
    text = decoded(value)
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST_PARAMETER:
        raise NotFoundError("an address of this length is nobody's")
    return text


def etags_of(request: Request) -> list[str]:
    """Returns the ETags of what the browser holds already, without our mark for compression, or ``*``.
    Weak ones are compared as strong ones (RFC 9110, 13.1.2)."""
    header = str(request.headers.get("if-none-match", "")).strip()
    return ["*"] if header == "*" else [tag.replace(GZIP_MARK + '"', '"') for tag in ETAG.findall(header)]


def held_etag(request: Request, etag: str) -> str:
    """Returns an ETag as the browser holds it: with our mark where it has the compressed bytes."""
    marked = etag.removesuffix('"') + GZIP_MARK + '"'
    return marked if marked in str(request.headers.get("if-none-match", "")) else etag


def accepts_gzip(request: Request) -> bool:
    """Whether the browser takes gzip: named, and not with a weight of 0 (RFC 9110, 12.5.3)."""
    header = str(request.headers.get("accept-encoding", "")).lower().replace(" ", "")
    codings = dict(coding.partition(";")[::2] for coding in header.split(","))
    return "gzip" in codings and not re.fullmatch(r"q=0(\.0*)?", codings["gzip"])


def check_size(request: Request, largest: int = LARGEST_FORM) -> None:
    """Raises `TooLongError` for a body that is larger than any form."""
    if len(request.raw_body) > largest:
        raise TooLongError(f"the form has {len(request.raw_body)} bytes")


def form_of(request: Request, largest: int = LARGEST_FORM) -> dict[str, str]:
    """Returns the fields of a posted form, the last where one is sent twice.

    Bytes that are not UTF-8 become U+FFFD, which the forms' rules refuse by the field's name.
    Raises `BadRequestError` for what is no form, and `TooLongError`.
    """
    check_size(request, largest)
    body = request.raw_body
    data = body.encode() if isinstance(body, str) else body
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
