"""The lines of a file ``_redirects``, which Netlify and Cloudflare Pages read."""

from __future__ import annotations

from urllib.parse import quote

from chalicelib.content.redirects import WILDCARD


def redirect_line(old: str, new: str) -> str:
    """Returns the line of an old address, which may have a query or end in a wildcard."""
    path, _, query = old.partition("?")
    fields = [quote(part, safe="=%") for part in query.split("&") if part]
    target = new.removesuffix("*") + ":splat" if new.endswith(WILDCARD) else new
    return " ".join([quote(path, safe="/*%"), *fields, target, "301"]) + "\n"
