"""Where all pages are, for robots (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET  # written with, never read

from chalicelib.feeds.feed import clean, moment
from chalicelib.feeds.sitemap_url import Place

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write(places: Iterable[Place]) -> str:
    """The map of these places."""
    return _document("urlset", "url", places)


def write_index(parts: Iterable[str]) -> str:
    """Where the parts of a map are that is too large for one document."""
    return _document("sitemapindex", "sitemap", (Place(url) for url in parts))


def _document(name: str, each: str, places: Iterable[Place]) -> str:
    root = ET.Element(name, {"xmlns": _NAMESPACE})
    for place in places:
        node = ET.SubElement(root, each)
        ET.SubElement(node, "loc").text = clean(place.url)
        if place.changed:
            ET.SubElement(node, "lastmod").text = moment(place.changed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
