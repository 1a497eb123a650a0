"""Atom and RSS of all versions, by feedparser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from html import escape
from io import BytesIO
from time import struct_time
from typing import Any
from xml.etree import ElementTree as ET

import feedparser

from billet.migration.model import Notice, Origin
from billet.migration.sources.cleaning import clean, instant_of, line_of
from billet.migration.sources.feeds.feed import Enclosure, Feed, Item
from billet.migration.sources.html_text import plain
from billet.migration.sources.html_tree import parsed, serialized
from billet.migration.sources.lenient_addresses import urljoin, urlsplit

_TAG_URI = re.compile(r"tag:[^,]+,[\d-]+:(/.*)")
_MARKUP = re.compile(r"</?[a-z!]|&#?\w+;", re.IGNORECASE)
_LINKS = ("href", "src", "poster", "data", "cite")
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_FORMATS = {"atom": "Atom", "rss": "RSS"}


def read_xml(data: bytes, file: str, zone: tzinfo) -> Feed:
    """Returns the feed in a file; times without a zone are in `zone`."""
    document = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    channel = document.feed
    version = document.get("version", "")
    feed = Feed(
        format=next((name for mark, name in _FORMATS.items() if version.startswith(mark)), "feed"),
        title=_plain(channel, "title"),
        subtitle=_plain(channel, "subtitle"),
        home=clean(channel.get("link")),
        language=clean(channel.get("language")),
        next_page=_links(channel, "next"),
    )
    if problem := _problem(document):
        message = f"the file is no good XML ({problem[1]}): what comes after may be missing or wrong"
        feed.notices.append(Notice(Origin(file, problem[0]), message, "Compare the texts", left_out=True))
    for number, entry in enumerate(document.entries, start=1):
        origin = Origin(file, item=f"item {number}")
        if any(name.startswith("thr_in") for name in entry):
            message = "it is a comment, and comments of feeds do not come"
            feed.notices.append(Notice(origin, message, left_out=True))
        else:
            feed.items.append(_item(entry, origin, zone))
    return feed


def _problem(document: Any) -> tuple[int, str] | None:
    """Returns line and reason where a file could not be read as XML, None where only its charset is not the
    one that it names."""
    error = document.get("bozo_exception") if document.bozo else None
    if error is None or isinstance(error, _HARMLESS):
        return None
    line = error.getLineNumber() if hasattr(error, "getLineNumber") else 0
    return line or 0, error.getMessage() if hasattr(error, "getMessage") else str(error)


def _item(entry: Any, origin: Origin, zone: tzinfo) -> Item:
    link = clean(entry.get("feedburner_origlink") or entry.get("link"))
    id, title = clean(entry.get("id")), _plain(entry, "title")
    published, updated = _instant(entry, "published", zone), _instant(entry, "updated", zone)
    text, excerpt = _longest(entry.get("content") or []), _html(entry.get("summary_detail") or {})
    return Item(
        key=id or link or f"{title} {published}",
        origin=origin,
        title=title,
        html=text or excerpt,
        summary=plain(excerpt) if text else "",
        published=published or updated,
        updated=updated,
        addresses=_addresses(link, id),
        authors=tuple(filter(None, (line_of(author.get("name")) for author in entry.get("authors", ())))),
        tags=tuple(line_of(tag.get("label") or tag.get("term")) for tag in entry.get("tags", ())),
        language=clean((entry.get("content") or [{}])[0].get("language") or ""),
        enclosures=tuple(
            Enclosure(clean(link.get("href")), clean(link.get("type")), line_of(link.get("title")))
            for link in entry.get("links", ())
            if link.get("rel") == "enclosure" and link.get("href")
        ),
        is_draft=entry.get("app_draft") == "yes",
        is_excerpt=not text,
    )


def _addresses(link: str, id: str) -> tuple[str, ...]:
    """Returns the addresses of an item: its link, and its id where it is one, or names a path."""
    named = _TAG_URI.fullmatch(id)
    path = named[1] if named and link in ("", id) else ""
    addresses = (address for address in (link, id, path) if address.startswith(("http://", "https://", "/")))
    return tuple(dict.fromkeys(addresses))


def _links(values: Any, relation: str) -> str:
    links = (link for link in values.get("links", ()) if link.get("rel") == relation)
    return next((clean(link.get("href")) for link in links), "")


def _plain(values: Any, name: str) -> str:
    """Returns a title as readers see it."""
    text, detail = clean(values.get(name)), values.get(f"{name}_detail") or {}
    return plain(text) if "html" in str(detail.get("type")) else line_of(text)


def _instant(entry: Any, name: str, zone: tzinfo) -> datetime | None:
    """Returns a time by its text, else as feedparser, which knows more spellings, has read it."""
    if moment := instant_of(dict.get(entry, name), zone):  # the feed's own get() puts one time for another
        return moment
    values = dict.get(entry, f"{name}_parsed")
    try:
        return datetime(*values[:6], tzinfo=UTC) if isinstance(values, struct_time) else None
    except ValueError:  # a year before 1 or after 9999
        return None


def _longest(contents: list[Any]) -> str:
    return max(map(_html, contents), key=len, default="")


def _html(content: Any) -> str:
    """Returns a text as HTML, its relative addresses made whole where the feed tells of what."""
    text = clean(content.get("value"))
    if content.get("type") == "text/plain" or not _MARKUP.search(text):
        paragraphs = (escape(paragraph.strip(), quote=False) for paragraph in re.split(r"\n\s*\n", text))
        return "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in paragraphs if part)
    base = clean(content.get("base"))
    return _with_base(text, base) if urlsplit(base).netloc else text


def _with_base(html: str, base: str) -> str:
    root = parsed(html)
    changes = [_make_whole(element, base) for element in root.iter()]
    return serialized(root) if any(changes) else html


def _make_whole(element: ET.Element, base: str) -> bool:
    """Makes the relative addresses of an element whole, and returns whether it had some."""
    links = {name: value for name, value in element.attrib.items() if name in _LINKS}
    relative = {name: value for name, value in links.items() if _is_relative(value)}
    for name, value in relative.items():
        element.set(name, urljoin(base, value))
    return bool(relative)


def _is_relative(address: str) -> bool:
    return bool(address) and not re.match(r"[a-z][a-z0-9+.-]*:|//|#", address, re.IGNORECASE)
