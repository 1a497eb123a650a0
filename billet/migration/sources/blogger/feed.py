"""The entries of Blogger's exports: the file of its settings page, and the newer one of Google Takeout."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from billet.migration.model import Notice, Origin
from billet.migration.sources.cleaning import clean
from billet.migration.sources.xml_files import SourceFile
from billet.migration.sources.xml_items import local_name, xml_items

_KIND = "http://schemas.google.com/g/2005#kind"


@dataclass
class BloggerEntry:
    """An entry as it is written. `kind` is "post", "page", "comment", "settings" or "template", `id` the
    number at the end of its own id; `links` are addresses by what they are, `labels` those of a post."""

    origin: Origin
    id: str
    kind: str
    title: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    status: str = ""
    filename: str = ""
    post: str = ""
    """Of a comment: the number of the post it is on."""
    parent: str = ""
    """Of a comment: the number of that which it answers."""
    is_removed: bool = False
    author: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


@dataclass
class BloggerFeed:
    """All entries of an export, and the elements of the blog itself."""

    entries: list[BloggerEntry] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)


def read_feed(files: list[SourceFile], notices: list[Notice]) -> BloggerFeed:
    """Returns what the files hold, each entry once."""
    feed = BloggerFeed()
    existing = set()
    for file in files:
        for line, element in xml_items(file, notices, depth=2, end=b"</feed>"):
            name = local_name(element)
            if name == "entry":
                entry = _entry(Origin(file.name, line), element)
                if entry.id not in existing:
                    feed.entries.append(entry)
                existing.add(entry.id)
            elif name == "link" and element.get("rel") == "alternate":
                feed.head.setdefault("address", element.get("href", ""))
            else:
                feed.head.setdefault(name, clean("".join(element.itertext())).strip())
    return feed


def number_of(id: str) -> str:
    """Returns the last part of an id, "12" of "tag:blogger.com,1999:blog-1.post-12", or the name of a
    setting."""
    last = id.strip().rpartition(".")[2]
    return last.rpartition("-")[2] if last[:5] in ("post-", "page-") else last


def _entry(origin: Origin, element: etree._Element) -> BloggerEntry:
    entry = BloggerEntry(origin, "", "")
    texts = {local_name(child): clean("".join(child.itertext())) for child in element}
    for child in element:
        _add(entry, child)
    entry.id = number_of(texts.get("id", ""))
    entry.kind = entry.kind or texts.get("type", "").strip().lower()
    entry.title = " ".join(texts.get("title", "").split())
    entry.content = texts.get("content", "") or texts.get("summary", "")
    entry.published, entry.updated = texts.get("published", ""), texts.get("updated", "")
    entry.status = entry.status or texts.get("status", "").strip().lower()
    entry.filename = texts.get("filename", "").strip()
    if entry.kind == "comment":
        entry.post = entry.post or number_of(texts.get("parent", ""))
        entry.parent = entry.parent or number_of(texts.get("inReplyTo", ""))
    entry.origin = Origin(origin.file, origin.line, f"{entry.kind} {entry.id}")
    return entry


def _add(entry: BloggerEntry, child: etree._Element) -> None:
    name, term = local_name(child), clean(child.get("term"))
    if name == "category" and child.get("scheme") == _KIND:
        entry.kind = term.rpartition("#")[2]
    elif name == "category" and term:
        entry.labels.append(term)
    elif name == "author":
        entry.author = {local_name(part): clean("".join(part.itertext())).strip() for part in child}
    elif name == "link":
        entry.links.setdefault(child.get("rel", ""), child.get("href", ""))
    elif name == "in-reply-to":
        entry.post = number_of(child.get("ref", ""))
    elif name == "control" and "yes" in "".join(child.itertext()):
        entry.status = "draft"
    elif name == "extendedProperty" and child.get("name") == "blogger.contentRemoved":
        entry.is_removed = child.get("value") == "true"
    if name == "link" and child.get("rel") == "related":
        entry.parent = child.get("href", "").rstrip("/").rpartition("/")[2]
