"""The files in which the pages of a site lie, and the links from one to another."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, urlsplit

from billet.local.gateway import match
from chalicelib.content.old_address import decoded
from chalicelib.web.urls import PATHS

_FILES = (
    *("feed", "json_feed", "tag_feed", "tag_json_feed", "category_feed", "category_json_feed"),
    *(
        "comments_feed",
        "sitemap",
        "sitemap_part",
        "robots",
        "humans",
        "security",
        "media",
        "favicon",
        "static",
    ),
)
_FILE_ROUTES = frozenset(PATHS[name] for name in _FILES)
"""The routes at which there is no page, but a file of another kind."""

_SAFE = "/!$&'()*+,;=@~"


def file_of(address: str) -> str:
    """Returns the file for an address of the site, from its root: ``/articles/x`` is
    ``articles/x/index.html``. Of a query each is a file of its own."""
    parts = urlsplit(address)
    path = decoded(parts.path).strip("/")
    matched = match(PATHS.values(), parts.path)
    if matched and matched.resource in _FILE_ROUTES:
        return f"{path}.xml" if matched.resource == PATHS["sitemap_part"] else path
    if parts.query:
        name = re.sub(r"[^\w.-]+", "-", decoded(parts.query)).strip("-")
        return f"{path}/{name}.html"
    is_file = matched is None and re.search(r"\.\w{1,5}$", path)
    if is_file or re.search(r"\.html?$", path):
        return path
    return f"{path}/index.html" if path else "index.html"


def link_between(file: str, target: str, fragment: str = "") -> str:
    """Returns the link from a file to another, for any server and for disks; from none, one from the
    root."""
    start = posixpath.dirname(file)
    path = posixpath.relpath(f"/{target}", f"/{start}") if file else f"/{target}"
    mark = f"#{fragment}" if fragment else ""
    return quote(path, safe=_SAFE) + mark


def is_own(address: str) -> bool:
    """Whether an address is one of the site, from its root."""
    return address.startswith("/") and not address.startswith("//")
