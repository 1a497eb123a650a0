"""JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.content.text import for_xml
from chalicelib.content.zones import rfc3339
from chalicelib.feeds.feed import Entry, Feed

TYPE = "application/feed+json"


def write(feed: Feed) -> str:
    """Returns the document; it has the texts that Atom has."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": feed.subtitle,
        "favicon": feed.icon,
        "authors": _authors(feed.author),
        "language": feed.language,
        "items": [_item(entry, feed) for entry in feed.entries],
    }
    return for_xml(json.dumps(_without_empty(document), ensure_ascii=False, separators=(",", ":")))


def _item(entry: Entry, feed: Feed) -> dict[str, Any]:
    html = for_xml(entry.html)
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": html,
        "summary": entry.summary,
        "image": entry.picture,
        "attachments": [
            {"url": enclosure.url, "mime_type": enclosure.kind, "size_in_bytes": enclosure.size}
            for enclosure in entry.enclosures
        ],
        "date_published": rfc3339(entry.published, feed.zone),
        "date_modified": rfc3339(entry.updated, feed.zone),
        "authors": _authors(entry.author) if entry.author != feed.author else None,
        "tags": list(entry.categories),
        "language": entry.language if entry.language != feed.language else None,
    }
    if not html:  # an item has at least one of the two
        item["content_text"] = entry.summary or entry.title or entry.url
    return _without_empty(item)


def _authors(name: str) -> list[dict[str, str]]:
    return [{"name": name}] if name else []


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value or name == "items"}
