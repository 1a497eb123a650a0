"""Blogger: the file that its settings export, or the folder ``Blogger`` of a Google Takeout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, ImportedComment, Notice, OldAddress, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.blogger.feed import BloggerEntry, BloggerFeed, read_feed
from billet.migration.sources.blogger.pictures import Pictures
from billet.migration.sources.cleaning import instant_of, most_frequent, update_of
from billet.migration.sources.html_text import first_words, plain
from billet.migration.sources.lenient_addresses import urljoin, urlsplit
from billet.migration.sources.xml_files import SourceFile, xml_files
from chalicelib.content import zones
from chalicelib.content.article import Kind
from chalicelib.content.term_slug import term_slug
from chalicelib.conversation.comment import State
from chalicelib.errors import ConfigurationError

_MARKS = (
    b"http://schemas.google.com/blogger/2018",
    b"<generator version='7.00' uri='http://www.blogger.com'",
    b"tag:blogger.com,1999:blog-",
)
_JUMP = re.compile(r"""<a\s+(?:name|id)=["']more["']\s*>\s*</a>|<!--\s*more\s*-->""", re.IGNORECASE)
_SETTINGS = {
    "BLOG_NAME": "title",
    "BLOG_DESCRIPTION": "tagline",
    "BLOG_LOCALE": "language",
    "BLOG_TIME_ZONE": "timezone",
}
_STATES: dict[str, State] = {
    "": "approved",
    "live": "approved",
    "draft": "pending",
    "pending": "pending",
    "spam": "spam",
}
_FEEDS = tuple(f"{folder}Blogs/*/feed.atom" for folder in ("", "Blogger/", "Takeout/Blogger/", "*/Blogger/"))
_TRASHED = ("soft_trashed", "trashed")


def read(path: Path, options: Options) -> Site:
    """Returns what an export holds."""
    site = Site(tool="Blogger", address=options.address)
    return _Reading(read_feed(_files(path), site.notices), options, site).site_read()


def _files(path: Path) -> list[SourceFile]:
    """Returns the files of an export: a Takeout has each blog in a folder of its own."""
    feeds = sorted(feed for pattern in _FEEDS for feed in path.glob(pattern)) if path.is_dir() else []
    return [file for feed in feeds for file in xml_files(feed)] or xml_files(path)


@dataclass
class _Reading:
    feed: BloggerFeed
    options: Options
    site: Site
    paths: FilePaths = field(default_factory=FilePaths)

    def __post_init__(self) -> None:
        self.settings = {e.id: e.content.strip() for e in self.feed.entries if e.kind == "settings"}
        found_zone = zones.find(self.settings.get("BLOG_TIME_ZONE", ""))
        self.zone = found_zone if isinstance(found_zone, ZoneInfo) else self.options.zone
        self.pictures = Pictures(self.options.pictures, self.paths)
        posts = [entry for entry in self.feed.entries if entry.kind in ("post", "page")]
        self.author = most_frequent(entry.author.get("name", "") for entry in posts)
        self.owners = {entry.author.get("uri", "") for entry in posts} - {""}
        links = (entry.links.get("alternate", "") for entry in posts)
        homes = (f"{p.scheme}://{p.netloc}" for link in links if (p := urlsplit(link)).netloc)
        self.home = (
            self.feed.head.get("address", "") or self.options.address or most_frequent(homes)
        ).rstrip("/")

    def site_read(self) -> Site:
        site = self.site
        site.address = self.home
        site.entries = [self._entry(entry) for entry in self.feed.entries if self._is_taken(entry)]
        ids = {entry.id for entry in site.entries}
        site.comments = list(self._comments(ids))
        site.media = list(self.pictures.media.values())
        site.settings = self._settings()
        site.redirects = list(self._redirects())
        return site

    def _is_taken(self, entry: BloggerEntry) -> bool:
        if entry.kind not in ("post", "page"):
            if entry.kind == "template":
                self._leave_out(entry, "the look of the blog is left out")
            return False
        if entry.status in _TRASHED:
            self._leave_out(entry, f"{entry.title or 'it'} was in the trash")
            return False
        return True

    def _leave_out(self, entry: BloggerEntry, message: str) -> None:
        self.site.notices.append(Notice(entry.origin, message, left_out=True))

    def _entry(self, entry: BloggerEntry) -> Entry:
        kind: Kind = "articles" if entry.kind == "post" else "pages"
        date = self._time(entry.published)
        is_draft = entry.status not in ("", "live", "scheduled")
        if entry.status == "scheduled" and date is None:
            message = "it was to appear, and nobody knows when: it comes as a draft"
            self.site.notices.append(Notice(entry.origin, message, "Write its date into its file"))
            is_draft = True
        year = str(date.year) if date else ""
        text = self.pictures.collect(_JUMP.sub("<!-- more -->", entry.content), year, entry.origin)
        title = plain(entry.title) or first_words(text)
        address = urljoin(f"{self.home}/", entry.links.get("alternate") or entry.filename)
        name = urlsplit(address).path.rpartition("/")[2].removesuffix(".html")
        is_public = not is_draft and bool(entry.links.get("alternate") or entry.filename)
        author = entry.author.get("name", "")
        return Entry(
            kind=kind,
            path=self.paths.entry(kind, name or title, *([year] if kind == "articles" else [])),
            id=f"blogger-{entry.id}",
            origin=entry.origin,
            title=title,
            text=text,
            markup="html",
            date=date,
            updated=update_of(date, self._time(entry.updated)),
            draft=is_draft,
            tags=tuple(dict.fromkeys(entry.labels)),
            author="" if author == self.author else author,
            addresses=(address if "//" in address else f"/{address.lstrip('/')}",) if is_public else (),
        )

    def _time(self, written: str) -> datetime | None:
        """Returns a time with the offset that is written, in the blog's zone where that is Greenwich's."""
        try:
            written_time = datetime.fromisoformat(written.strip())
        except ValueError:
            return instant_of(written, self.zone)
        time = written_time if written_time.tzinfo else written_time.replace(tzinfo=self.zone)
        return time if time.utcoffset() else time.astimezone(self.zone)

    def _comments(self, ids: set[str]) -> Iterator[ImportedComment]:
        answered = {entry.parent for entry in self.feed.entries if entry.parent}
        for entry in self.feed.entries:
            if entry.kind != "comment":
                continue
            posted = self._time(entry.published)
            is_removed = entry.is_removed or entry.status in _TRASHED
            if f"blogger-{entry.post}" not in ids or posted is None:
                self._leave_out(entry, "it is on no post that comes" if posted else "it has no time")
            elif is_removed and entry.id not in answered:
                self._leave_out(entry, "it was deleted")
            else:
                yield self._comment(entry, posted, is_removed=is_removed)

    def _comment(self, entry: BloggerEntry, posted: datetime, *, is_removed: bool) -> ImportedComment:
        uri, email = entry.author.get("uri", ""), entry.author.get("email", "")
        return ImportedComment(
            id=f"blogger-{entry.id}",
            origin=entry.origin,
            entry=f"blogger-{entry.post}",
            name="" if is_removed else entry.author.get("name", ""),
            text="" if is_removed else entry.content,
            markup="html",
            posted=posted.astimezone(UTC),
            state="approved" if is_removed else _STATES.get(entry.status, "pending"),
            parent=f"blogger-{entry.parent}" if entry.parent else "",
            email="" if email == "noreply@blogger.com" or is_removed else email,
            website="" if is_removed else uri,
            by_author=uri in self.owners and not is_removed,
            is_deleted=is_removed,
        )

    def _settings(self) -> dict[str, object]:
        settings: dict[str, object] = {
            key: plain(self.settings[name]) for name, key in _SETTINGS.items() if self.settings.get(name)
        }
        settings.setdefault("title", plain(self.feed.head.get("title", "")))
        if self.zone is self.options.zone or self.zone.key == self.options.zone.key:
            settings.pop("timezone", None)
        if self.author:
            settings["author"] = {"name": self.author}
        return {key: value for key, value in settings.items() if value}

    def _redirects(self) -> Iterator[OldAddress]:
        public = [entry for entry in self.site.entries if entry.addresses]
        for label in dict.fromkeys(tag for entry in public for tag in entry.tags):
            yield OldAddress(f"/search/label/{quote(label)}", f"/tags/{quote(term_slug(label))}")
        years = {entry.date.year for entry in public if entry.kind == "articles" and entry.date}
        yield from (OldAddress(f"/{year}/*", f"/archive/{year}") for year in sorted(years))


def _is_marked(first: bytes) -> bool:
    return any(mark in first for mark in _MARKS)


def _recognises(path: Path) -> bool:
    try:
        return any(_is_marked(file.first()) for file in _files(path))
    except (ConfigurationError, OSError):
        return False


SOURCE = Source("blogger", "Blogger", _recognises, read)
