"""Atom (RFC 4287), which every feed reader knows."""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree as ET  # written with, never read

from chalicelib.content.text import for_xml
from chalicelib.content.zones import rfc3339
from chalicelib.feeds.feed import Entry, Feed

TYPE = "application/atom+xml"


def write(feed: Feed) -> str:
    """Returns the document. All texts are escaped; characters that XML forbids are left out."""
    root = ET.Element(
        "feed",
        {
            "xmlns": "http://www.w3.org/2005/Atom",
            "xmlns:thr": "http://purl.org/syndication/thread/1.0",  # RFC 4685
            "xml:lang": feed.language,
        },
    )
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", rfc3339(feed.updated, feed.zone))
    _link(root, "self", feed.url, TYPE)
    _link(root, "alternate", feed.home, "text/html")
    _author(root, feed.author)
    _text(root, "rights", feed.rights)
    _text(root, "icon", feed.icon)
    _text(root, "generator", "Billet")
    for entry in feed.entries:
        _entry(root, entry, feed)
    style = (
        f'<?xml-stylesheet type="text/css" href="{escape(feed.stylesheet)}"?>\n' if feed.stylesheet else ""
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{style}{ET.tostring(root, encoding="unicode")}\n'


def _entry(root: ET.Element, entry: Entry, feed: Feed) -> None:
    language = {"xml:lang": entry.language} if entry.language != feed.language else {}
    node = ET.SubElement(root, "entry", language)
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "published", rfc3339(entry.published, feed.zone))
    _text(node, "updated", rfc3339(entry.updated, feed.zone))
    _link(node, "alternate", entry.url, "text/html")
    if entry.replies:
        _link(node, "replies", entry.replies, TYPE)
    for enclosure in entry.enclosures:
        attributes = {"rel": "enclosure", "type": enclosure.kind, "length": str(enclosure.size)}
        ET.SubElement(node, "link", {**attributes, "href": for_xml(enclosure.url)})
    article, address = feed.replies_to
    if article:
        ET.SubElement(node, "thr:in-reply-to", {"ref": article, "href": address, "type": "text/html"})
    if entry.author != feed.author:
        _author(node, entry.author)
    for category in entry.categories:
        ET.SubElement(node, "category", {"term": for_xml(category)})
    _text(node, "summary", entry.summary)
    _text(node, "content", entry.html, type="html")


def _author(node: ET.Element, name: str) -> None:
    _text(ET.SubElement(node, "author"), "name", name, required=True)


def _link(node: ET.Element, relation: str, address: str, kind: str) -> None:
    ET.SubElement(node, "link", {"rel": relation, "type": kind, "href": for_xml(address)})


def _text(node: ET.Element, name: str, text: str, *, required: bool = False, **attributes: str) -> None:
    """Adds an element with a text; without a text none, unless it is `required`."""
    if text or required or name in ("id", "title"):
        ET.SubElement(node, name, attributes).text = for_xml(text)
