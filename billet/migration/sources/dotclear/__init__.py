"""Dotclear 2's export: a flat file of one blog, or of all that an installation has."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, ImportedComment, Notice, OldAddress, Origin, Site
from billet.migration.sources import Options, Source
from billet.migration.sources.cleaning import clean, instant_of, line_of, most_frequent, update_of
from billet.migration.sources.dotclear.addresses import Addresses
from billet.migration.sources.dotclear.flat_file import FlatFile, Row, is_flat_file
from billet.migration.sources.dotclear.public_files import public_media
from billet.migration.sources.html_text import plain
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content import zones
from chalicelib.content.language_tag import canonical_tag
from chalicelib.conversation.comment import State

_PUBLISHED, _SCHEDULED = "1", "-1"
_STATES: dict[str, State] = {"1": "approved", "0": "rejected", "-1": "pending", "-2": "spam"}
_FOLDERS = {"post": "post", "page": "pages"}
"""What stands before the address of a text, by its type."""


def read(path: Path, options: Options) -> Site:
    """Returns the site of an export."""
    notices: list[Notice] = []
    return _Blog(FlatFile(path, notices), path, options, notices).site()


class _Blog:
    def __init__(self, file: FlatFile, path: Path, options: Options, notices: list[Notice]) -> None:
        self._file, self._path, self._options, self._notices = file, path, options, notices
        blogs = [row.get("blog_id", "") for row in file.rows("post")]
        self._id = most_frequent(blogs)
        for blog in sorted(set(blogs) - {self._id}):
            message = f"{blogs.count(blog)} texts of the blog {blog!r} do not come, as {self._id!r} has more"
            remedy = "Export the other blog alone"
            notices.append(Notice(Origin(file.name), message, remedy, left_out=True))
        self._blog = next((row for row in self._own("blog")), {})
        general = {
            row["setting_id"]: row["setting_value"] for row in file.rows("setting") if not row.get("blog_id")
        }
        own = {row["setting_id"]: row["setting_value"] for row in self._own("setting")}
        self._settings = general | own
        self._zone = self._zone_of(self._settings.get("blog_timezone"), options.zone)
        self._users = {row["user_id"]: _user_name(row) for row in file.rows("user")}
        self._main_author = most_frequent(self._author(row) for row in self._own("post"))
        self._categories = _labels(self._own("category"), notices, file.name)
        self._addresses = Addresses(clean(self._blog.get("blog_url")), options.address)
        self._posts = {row["post_id"] for row in self._own("post")}
        self._metas: defaultdict[str, list[Row]] = defaultdict(list)
        for row in file.rows("meta"):
            self._metas[row["post_id"]].append(row)
        self._paths = FilePaths()

    def _own(self, table: str) -> list[Row]:
        """Returns the rows of a table that are of this blog."""
        return [row for row in self._file.rows(table) if row.get("blog_id", self._id) == self._id]

    def site(self) -> Site:
        home = self._addresses.home
        site = Site(tool=f"Dotclear {self._file.version}", address=home, notices=self._notices)
        site.settings = self._proposed_settings()
        site.entries = [self._entry(row) for row in self._own("post")]
        self._tell_of_orphans()
        site.comments = [comment for row in self._file.rows("comment") if (comment := self._comment(row))]
        public = "/" + clean(self._settings.get("public_url") or "public").strip("/")
        folders = (self._options.pictures, self._path.parent / "public")
        host = urlsplit(home)._replace(path="").geturl()
        site.media = list(public_media(self._file, public, host, site.entries, folders, self._notices))
        urls = {self._categories[row["cat_id"]]: row["cat_url"] for row in self._own("category")}
        site.redirects = [
            *self._addresses.redirects(site.entries, urls, self._zone),
            OldAddress(f"{public}/*", "/media/*"),
        ]
        if links := self._own("link"):
            message = f"{len(links)} links of the blogroll do not come"
            remedy = "Write them into a page, or [footer] of site.toml"
            self._notices.append(Notice(Origin(self._file.name), message, remedy, left_out=True))
        return site

    def _proposed_settings(self) -> dict[str, object]:
        values = {
            "title": line_of(self._blog.get("blog_name")),
            "tagline": plain(clean(self._blog.get("blog_desc"))),
            "language": canonical_tag(self._settings.get("lang", "")),
            "timezone": self._zone.key,
            "author": {"name": self._main_author} if self._main_author else {},
        }
        return {name: value for name, value in values.items() if value}

    def _zone_of(self, name: str | None, default: ZoneInfo) -> ZoneInfo:
        zone = zones.find(name) if name else None
        return zone if isinstance(zone, ZoneInfo) else default

    def _author(self, row: Row) -> str:
        return self._users.get(row.get("user_id", "")) or line_of(row.get("user_id"))

    def _entry(self, row: Row) -> Entry:
        title = line_of(row.get("post_title"))
        origin = Origin(self._file.name, int(row["line"]), f"{row['post_type']} {row['post_id']}")
        zone = self._zone_of(row.get("post_tz"), self._zone)
        published = instant_of(row.get("post_dt"), zone)
        draft = self._is_draft(row, origin, published)
        if row["post_type"] not in _FOLDERS:
            message = f"it is a {row['post_type']}, which Billet does not have, and comes as a page"
            self._notices.append(Notice(origin, message))
        metas = self._metas[row["post_id"]]
        language = canonical_tag(row.get("post_lang", ""))
        year = f"{published.astimezone(zone):%Y}" if published else ""
        is_article = row["post_type"] == "post"
        address = f"{_FOLDERS.get(row['post_type'], row['post_type'])}/{row['post_url']}"
        name = row["post_url"].rpartition("/")[2] or title
        return Entry(
            kind="articles" if is_article else "pages",
            path=self._paths.entry("articles" if is_article else "pages", name, year if is_article else ""),
            id=f"dotclear-{row['post_id']}",
            origin=origin,
            title=title,
            text=_html(row),
            markup="html",
            date=published,
            zone="" if zone.key == self._zone.key else zone.key,
            updated=update_of(published, instant_of(row.get("post_upddt"), UTC)),
            draft=draft,
            language="" if language == canonical_tag(self._settings.get("lang", "")) else language,
            tags=tuple(line_of(meta["meta_id"]) for meta in metas if meta["meta_type"] == "tag"),
            categories=tuple(filter(None, [self._categories.get(row.get("cat_id", ""))])),
            author="" if self._author(row) == self._main_author else self._author(row),
            featured=row.get("post_selected") == "1",
            comments_open=False if row.get("post_open_comment") == "0" else None,
            addresses=() if draft else self._addresses.of(address),
            fields=_other_fields(row, metas),
        )

    def _is_draft(self, row: Row, origin: Origin, published: datetime | None) -> bool:
        if row.get("post_password"):
            message = "it had a password, and comes as a draft"
        elif row.get("post_status") == _SCHEDULED and published is None:
            message = "it was to appear, and nobody knows when: it comes as a draft"
        else:
            return row.get("post_status") not in (_PUBLISHED, _SCHEDULED)
        self._notices.append(Notice(origin, message, "Take draft: true out where all may read it"))
        return True

    def _tell_of_orphans(self) -> None:
        orphans = [row for row in self._file.rows("comment") if row["post_id"] not in self._posts]
        if orphans:
            message = f"{len(orphans)} comments are on texts that do not come"
            self._notices.append(Notice(Origin(self._file.name), message, left_out=True))

    def _comment(self, row: Row) -> ImportedComment | None:
        if row["post_id"] not in self._posts:
            return None
        origin = Origin(self._file.name, int(row["line"]), f"comment {row['comment_id']}")
        posted = instant_of(row.get("comment_dt"), self._zone_of(row.get("comment_tz"), self._zone))
        if row.get("comment_trackback") == "1" or posted is None:
            message = "it is a trackback of another site" if posted else "the comment has no date"
            self._notices.append(Notice(origin, message, left_out=True))
            return None
        return ImportedComment(
            id=f"dotclear-{row['comment_id']}",
            origin=origin,
            entry=f"dotclear-{row['post_id']}",
            name=line_of(row.get("comment_author")),
            text=row.get("comment_content", ""),
            markup="html",
            posted=posted,
            state=_STATES.get(row.get("comment_status", ""), "pending"),
            email=line_of(row.get("comment_email")),
            website=line_of(row.get("comment_site")),
        )


def _user_name(row: Row) -> str:
    return line_of(
        row.get("user_displayname") or f"{row.get('user_firstname', '')} {row.get('user_name', '')}"
    )


def _html(row: Row) -> str:
    """Returns excerpt and text, as Dotclear shows both on the page of a text."""
    parts = [
        row.get(f"post_{name}_xhtml") or row.get(f"post_{name}") or "" for name in ("excerpt", "content")
    ]
    return "\n<!-- more -->\n".join(part for part in parts if part.strip())


def _other_fields(row: Row, metas: list[Row]) -> dict[str, object]:
    fields: dict[str, list[str]] = {"notes": [row["post_notes"]] if row.get("post_notes") else []}
    for meta in metas:
        if meta["meta_type"] != "tag":
            fields.setdefault(meta["meta_type"], []).append(meta["meta_id"])
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items() if values}


def _labels(rows: list[Row], notices: list[Notice], file: str) -> dict[str, str]:
    """Returns the label of each category by its id: its title, with that of its parent where two have one
    title. A child lies between the bounds of its parents."""
    titles = Counter(line_of(row["cat_title"]) for row in rows)
    labels: dict[str, str] = {}
    for row in rows:
        title = line_of(row["cat_title"])
        parents = [
            other
            for other in rows
            if _left(other) < _left(row) and int(other.get("cat_rgt") or 0) > _left(row)
        ]
        if titles[title] > 1 and parents:
            title = f"{line_of(max(parents, key=_left)['cat_title'])}: {title}"
            message = f"two categories are called {row['cat_title']!r}: this one becomes {title!r}"
            notices.append(Notice(Origin(file, int(row["line"])), message))
        labels[row["cat_id"]] = title
    return labels


def _left(row: Row) -> int:
    return int(row.get("cat_lft") or 0)


SOURCE = Source(name="dotclear", title="Dotclear", recognises=is_flat_file, read=read)
