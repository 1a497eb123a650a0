"""JSON Feed, versions 1 and 1.1 (https://jsonfeed.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import tzinfo
from html import escape
from typing import Any

from billet.migration.model import Notice, Origin
from billet.migration.sources.cleaning import clean, instant_of, line_of
from billet.migration.sources.feeds.feed import Enclosure, Feed, Item
from billet.migration.sources.source_files import text_of
from chalicelib.errors import ConfigurationError


def read_json(data: bytes, file: str, zone: tzinfo) -> Feed:
    """Returns the feed in a file. Raises `ConfigurationError` where it is no JSON."""
    try:
        document = json.loads(text_of(data))
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{file} is damaged ({error}): save the feed once more") from error
    values = document if isinstance(document, dict) else {}
    feed = Feed(
        format="JSON Feed",
        title=line_of(values.get("title")),
        subtitle=line_of(values.get("description")),
        home=clean(values.get("home_page_url")),
        language=clean(values.get("language")),
        next_page=clean(values.get("next_url")),
    )
    for number, item in enumerate(_list(values.get("items")), start=1):
        origin = Origin(file, item=f"item {number}")
        if isinstance(item, dict):
            feed.items.append(_item(item, origin, zone))
        else:
            feed.notices.append(Notice(origin, "it is no object of JSON", left_out=True))
    return feed


def _item(values: Mapping[str, Any], origin: Origin, zone: tzinfo) -> Item:
    id, link, title = clean(values.get("id")), clean(values.get("url")), line_of(values.get("title"))
    published = instant_of(values.get("date_published"), zone)
    text = clean(values.get("content_html")) or _html(clean(values.get("content_text")))
    summary = clean(values.get("summary"))
    is_address = id.startswith(("http://", "https://"))
    named = (*_list(values.get("authors")), values.get("author"))
    authors = [author for author in named if isinstance(author, dict)]
    return Item(
        key=id or link or f"{title} {published}",
        origin=origin,
        title=title,
        html=text or _html(summary),
        summary=line_of(summary) if text else "",
        published=published,
        updated=instant_of(values.get("date_modified"), zone),
        addresses=tuple(dict.fromkeys(filter(None, (link, id if is_address else "")))),
        authors=tuple(line_of(author["name"]) for author in authors if author.get("name")),
        tags=tuple(line_of(tag) for tag in _list(values.get("tags"))),
        language=clean(values.get("language")),
        image=clean(values.get("image") or values.get("banner_image")),
        enclosures=tuple(
            Enclosure(clean(file["url"]), clean(file.get("mime_type")), line_of(file.get("title")))
            for file in _list(values.get("attachments"))
            if isinstance(file, dict) and file.get("url")
        ),
        is_excerpt=not text,
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _html(text: str) -> str:
    paragraphs = (escape(paragraph.strip(), quote=False) for paragraph in re.split(r"\n\s*\n", text))
    return "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in paragraphs if part)
