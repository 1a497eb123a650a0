"""Moto's server, without what takes most of its time: finding out at each request which modules it has, and
serialising lists of objects by its model of S3."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_LISTED_HERE = frozenset(
    {"list-type", "prefix", "start-after", "continuation-token", "max-keys", "encoding-type"}
)
_MAX_KEYS = 1000


class MotoServer(DomainDispatcherApplication):
    """A WSGI application that imitates AWS."""

    def __init__(self) -> None:
        super().__init__(create_backend_app)
        self._backend_of = cache(super().get_backend_for_host)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        listing = _list_objects(request) if _is_plain_listing(request) else None
        answer: Iterable[bytes] = (listing or super().__call__)(environ, start_response)
        return answer

    def get_backend_for_host(self, host: str | None) -> Any:
        """Moto's name for the service at a host."""
        return self._backend_of(host)


def _is_plain_listing(request: Request) -> bool:
    """Whether a request is ListObjectsV2 as botocore's paginator sends it, without owners and folders."""
    return (
        request.method == "GET"
        and request.args.get("list-type") == "2"
        and request.args.get("encoding-type") == "url"
        and request.args.keys() <= _LISTED_HERE
    )


def _list_objects(request: Request) -> Response | None:
    """The answer to ListObjectsV2 (Amazon S3 API reference); None where it is an error, which Moto words."""
    backend: Any = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    bucket = backend.buckets.get(request.path.strip("/"))
    if bucket is None or request.args.get("continuation-token") == "":
        return None
    arguments = request.args.get
    max_keys = min(_MAX_KEYS, int(arguments("max-keys", _MAX_KEYS)))
    keys, is_truncated, token = backend.list_objects_v2(
        bucket=bucket,
        prefix=arguments("prefix"),
        delimiter=None,
        continuation_token=arguments("continuation-token"),
        start_after=arguments("start-after"),
        max_keys=max_keys,
    )
    contents = "".join(
        f"<Contents><Key>{quote(key.name)}</Key><LastModified>{key.last_modified_ISO8601}</LastModified>"
        f"<ETag>{key.etag}</ETag><Size>{key.size}</Size></Contents>"
        for key in keys
    )
    next_token = f"<NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="{_NAMESPACE}">'
        f"<Name>{bucket.name}</Name><Prefix>{quote(arguments('prefix', ''))}</Prefix>"
        f"<MaxKeys>{max_keys}</MaxKeys><KeyCount>{len(keys)}</KeyCount><EncodingType>url</EncodingType>"
        f"<IsTruncated>{str(is_truncated).lower()}</IsTruncated>{contents}{next_token}</ListBucketResult>"
    )
    return Response(body, content_type="application/xml")
