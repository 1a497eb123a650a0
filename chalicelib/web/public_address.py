"""The public address of the site as a request tells it, where none is configured."""

from __future__ import annotations

import logging
import re

from chalice.app import Request

from chalicelib.errors import StoreError
from chalicelib.services import services
from chalicelib.web import request as requests

log = logging.getLogger("billet")

_HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")


def base_of(request: Request, configured: str) -> str:
    """Returns the address of the home page, without a slash at its end: the `configured` one, else the domain
    that API Gateway says it was asked by, with its stage; "" where neither is known.

    No header is trusted. The domain is in the gateway's own context, beside the id of the API: it is one that
    AWS has given to this API, or that its owner has, since no other leads here. Behind a CDN it is not the
    one that readers see, and the CDN's must be configured.
    """
    if configured:
        return configured.rstrip("/")
    context = request.context
    domain, api = (str(context.get(name) or "").lower() for name in ("domainName", "apiId"))
    if not api or not _HOST.fullmatch(domain) or requests.PREFIX_HEADER in request.headers:
        return ""
    if ".execute-api." in domain and not domain.startswith(f"{api}."):
        return ""
    return f"https://{domain}{requests.prefix_of(request)}"


def note(request: Request) -> None:
    """Notes the address for mails, which nobody tells it. That this fails keeps no form from being taken."""
    blog = services()
    try:
        blog.public_address.note(base_of(request, blog.settings.base_url))
    except StoreError as error:
        log.error("mails may have no links: %s", error)
