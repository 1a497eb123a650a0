"""The sitemap: where all pages are, for robots (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from chalicelib.content.text import for_xml
from chalicelib.content.zones import rfc3339

PART = 5_000
"""Addresses in one document. The protocol allows 50,000 and 50 MB, and a Lambda function 6 MB, of which
base64 takes a quarter: the longest slug has 200 bytes, percent-encoded 600, and what is around it 150."""


@dataclass(frozen=True)
class SitemapUrl:
    """A whole address, and when its page last changed, None where nobody knows."""

    url: str
    changed: datetime | None = None


def write(urls: Iterable[SitemapUrl]) -> str:
    """Returns the document that lists these addresses."""
    return _document("urlset", "url", urls)


def write_index(parts: Iterable[str]) -> str:
    """Returns the document that lists the parts of a sitemap too large for one document."""
    return _document("sitemapindex", "sitemap", map(SitemapUrl, parts))


def _document(name: str, item: str, urls: Iterable[SitemapUrl]) -> str:
    items = "".join(
        f"<{item}><loc>{escape(for_xml(url.url))}</loc>"
        + (f"<lastmod>{rfc3339(url.changed, UTC)}</lastmod>" if url.changed else "")
        + f"</{item}>"
        for url in urls
    )
    xmlns = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{name} xmlns="{xmlns}">{items}</{name}>\n'
