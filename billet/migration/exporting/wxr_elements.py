"""The elements of WordPress's export format, WXR 1.2: RSS 2.0 with elements of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from email.utils import format_datetime
from xml.sax.saxutils import escape

from chalicelib.content.text import for_xml

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
TAIL = "</channel>\n</rss>\n"

_NO_DATE = "0000-00-00 00:00:00"
_SHORTCODE = re.compile(r"\[(?=/?[A-Za-z])")

Values = Mapping[str, str | int]


@dataclass(kw_only=True)
class Item:
    """A post, page or attachment. Empty `date` is that of a draft which has none."""

    id: int
    type: str
    title: str
    link: str
    creator: str
    status: str
    name: str
    date: datetime | None
    modified: datetime | None = None
    content: str = ""
    excerpt: str = ""
    order: int = 0
    comments_open: bool = False
    is_sticky: bool = False
    attachment_url: str = ""
    terms: tuple[tuple[str, str, str], ...] = ()
    """Each a taxonomy, a slug and a name."""
    meta: tuple[tuple[str, str], ...] = ()
    comments: list[str] = field(default_factory=list)
    """Their elements."""


def element(name: str, value: str | int, attributes: str = "") -> str:
    """Returns an element on a line of its own. Text is in CDATA, as WordPress's older importers need it."""
    text = value if isinstance(value, int) else _cdata(value)
    return f"<{name}{attributes}>{text}</{name}>\n"


def group(name: str, values: Values) -> str:
    """Returns an element with others in it."""
    return f"<{name}>\n{''.join(element(key, value) for key, value in values.items())}</{name}>\n"


def item_element(item: Item, zone: tzinfo) -> str:
    """Returns an item; times are written as the blog shows them, in `zone`, and in Greenwich's."""
    published = format_datetime(item.date.astimezone(UTC)) if item.date else ""
    modified = item.modified or item.date
    parts = [
        element("title", item.title),
        f"<link>{escape(item.link)}</link>\n<pubDate>{published}</pubDate>\n",
        element("dc:creator", item.creator),
        f'<guid isPermaLink="false">{escape(item.link)}</guid>\n<description></description>\n',
        element("content:encoded", item.content),
        element("excerpt:encoded", item.excerpt),
        element("wp:post_id", item.id),
        element("wp:post_date", local_time(item.date, zone)),
        element("wp:post_date_gmt", local_time(item.date)),
        element("wp:post_modified", local_time(modified, zone)),
        element("wp:post_modified_gmt", local_time(modified)),
        element("wp:comment_status", "open" if item.comments_open else "closed"),
        element("wp:ping_status", "closed"),
        element("wp:post_name", item.name),
        element("wp:status", item.status),
        element("wp:post_parent", 0),
        element("wp:menu_order", item.order),
        element("wp:post_type", item.type),
        element("wp:post_password", ""),
        element("wp:is_sticky", int(item.is_sticky)),
        element("wp:attachment_url", item.attachment_url) if item.attachment_url else "",
        *(_term(*term) for term in item.terms),
        *(group("wp:postmeta", {"wp:meta_key": key, "wp:meta_value": value}) for key, value in item.meta),
        *item.comments,
    ]
    return f"<item>\n{''.join(parts)}</item>\n"


def block_of(html: str) -> str:
    """Returns HTML as a block of WordPress's editor: so its paragraphs stay as they are. What looks like a
    shortcode is shown and not run."""
    return (
        f"<!-- wp:html -->\n{_SHORTCODE.sub('&#91;', html).strip()}\n<!-- /wp:html -->"
        if html.strip()
        else ""
    )


def local_time(time: datetime | None, zone: tzinfo = UTC) -> str:
    """Returns a time as MySQL writes it."""
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S}" if time else _NO_DATE


def numbers(ids: Iterable[str], first: int = 1) -> dict[str, int]:
    """Returns a number for each id: that which it had in WordPress, or the next that is free."""
    given = list(dict.fromkeys(ids))
    chosen: dict[str, int] = {}
    for id in given:
        match = re.fullmatch(r"wordpress-(\d{1,9})", id)
        if match and int(match[1]) >= first:
            chosen[id] = int(match[1])
    free = _free(set(chosen.values()), first)
    return {id: chosen.get(id) or next(free) for id in given}


def _free(taken: set[int], first: int) -> Iterator[int]:
    number = max(taken, default=first - 1)
    while True:
        number += 1
        yield number


def _term(taxonomy: str, slug: str, name: str) -> str:
    return element("category", name, f' domain="{taxonomy}" nicename="{escape(slug)}"')


def _cdata(text: str) -> str:
    return f"<![CDATA[{for_xml(text).replace(']]>', ']]]]><![CDATA[>')}]]>"
