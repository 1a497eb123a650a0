"""What browsers post: whether a page of this site sent it, by whom, and how it is given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalice.app import BadRequestError, Request

from chalicelib.conversation import HONEYPOT
from chalicelib.web import request as requests

if TYPE_CHECKING:
    from chalicelib.conversation.post import Post

VIEWER_HEADER = "cloudfront-viewer-address"
"""Where CloudFront says who asks it: see .chalice/cloudfront.yaml."""

LARGEST_GIVEN_BACK = 1024 * 1024
"""Bytes of a form beyond which its text is not given back: the browser still has it."""


@dataclass(frozen=True)
class Letter:
    """What somebody wrote that could not be taken: `fields` are those of the form, to be sent again as they
    are."""

    text: str
    subject: str
    fields: dict[str, str]


def is_foreign(request: Request, base_url: str) -> bool:
    """Whether another site sent a form to this one.

    The browser's own judgement counts first, which no page can forge and which knows nothing of prefixes,
    domains and CDNs. Without it an origin must be ours: the public one, or the host that was asked. One that
    is missing or "null" says nothing: old browsers send none, and pages with "no-referrer" the other.
    """
    site = str(request.headers.get("sec-fetch-site", ""))
    if site in ("same-origin", "none"):  # "none" is the reader's own doing, such as a restored tab
        return False
    origin = str(request.headers.get("origin", ""))
    if site == "cross-site" or origin in ("", "null"):
        return site in ("cross-site", "same-site")
    hosts = {urlsplit(base_url).netloc, str(request.headers.get("host", ""))}
    return _host_of(origin) not in {host.lower() for host in hosts if host}


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # brackets that are no address
        return ""


def post_of(request: Request) -> Post:
    """Returns a posted form with who sent it. Raises `BadRequestError` for what is no form, and
    `TooLongError`."""
    from chalicelib.conversation.post import Post  # here: only what was sent needs it

    agent = str(request.headers.get("user-agent", ""))
    return Post(requests.form_of(request), _address_of(request), agent)


def _address_of(request: Request) -> str:
    """Returns the address of who sent a request.

    API Gateway knows who asks it. Where that is a CDN, the CDN says who asked it; and who asks the API
    directly may say so too, and takes some other address than his own: the limits of the article and the
    site hold for him all the same.
    """
    viewer = str(request.headers.get(VIEWER_HEADER, ""))
    if viewer and request.headers.get(requests.PREFIX_HEADER) == requests.NO_PREFIX:
        return viewer.rpartition(":")[0].strip("[]")  # it ends with the port
    return str(request.context.get("identity", {}).get("sourceIp") or "")


def letter_of(request: Request) -> Letter | None:
    """Returns what was written in a posted form, None where there is none, or so much that a page cannot
    hold it."""
    if request.method != "POST":
        return None
    try:
        fields = requests.form_of(request, LARGEST_GIVEN_BACK)
    except BadRequestError:
        return None
    fields.pop(HONEYPOT, None)
    text = fields.pop("text", "")
    return Letter(text, fields.get("subject", ""), fields) if text else None
