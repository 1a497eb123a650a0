"""A WordPress export as a `Site`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from posixpath import basename, splitext

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Notice, Site
from billet.migration.sources import Options
from billet.migration.sources.cleaning import most_frequent
from billet.migration.sources.wordpress import dates
from billet.migration.sources.wordpress.comments import comments_of
from billet.migration.sources.wordpress.entries import Entries, caption_html
from billet.migration.sources.wordpress.media import MediaLibrary
from billet.migration.sources.wordpress.menu import menu_of
from billet.migration.sources.wordpress.records import Export, Post
from billet.migration.sources.wordpress.redirects import redirects_of
from billet.migration.sources.wordpress.terms import Terms
from billet.migration.sources.wordpress.wxr import read_wxr
from billet.migration.sources.xml_files import xml_files
from chalicelib.content.slug import slugify

_LINK_BY_NUMBER = re.compile(r"[?&;]attachment_id=(\d{1,9})")
_GENERATOR = re.compile(r"\?v=([\d.]+)")
_WORKINGS = frozenset({"revision", "oembed_cache", "customize_changeset", "user_request", "wp_global_styles"})
"""Types of items that no reader ever saw."""


def read(path: Path, options: Options) -> Site:
    """Returns what an export holds. Raises `ConfigurationError`."""
    return _Reading(read_wxr(xml_files(path)), options).site()


@dataclass
class _Reading:
    export: Export
    options: Options

    def __post_init__(self) -> None:
        channel = self.export.channel
        self.address = (
            channel.get("wp:base_blog_url") or channel.get("link") or self.options.address
        ).rstrip("/")
        self.notices = self.export.notices
        self.paths = FilePaths()
        texts = (post.content for post in self.export.posts.values())
        linked = frozenset(int(number) for text in texts for number in _LINK_BY_NUMBER.findall(text))
        self.library = MediaLibrary(self.address, self.options.pictures, self.paths, linked)
        self.terms = Terms(self.export, self.notices)
        self.author = self._main_author()

    def site(self) -> Site:
        """Returns the whole site."""
        self._add_attachments()
        posts = list(self._posts())
        entries = self._entries(posts)
        self.library.add_mentioned()
        published = [post for post in posts if entries[post.id].addresses]
        site = Site(
            tool=f"WordPress {version[1]}"
            if (version := _GENERATOR.search(self.export.channel.get("generator", "")))
            else "WordPress",
            address=self.address,
            settings=self._settings(entries),
            entries=list(entries.values()),
            media=self.library.media,
            redirects=list(redirects_of(self.address, published, self.library, self.terms, self.export)),
            notices=self.notices,
        )
        users = [author.id for author in self.export.authors.values()]
        for post in posts:
            entry = entries[post.id]
            posted = entry.date if isinstance(entry.date, datetime) else datetime.fromtimestamp(0, UTC)
            site.comments += comments_of(post, entry.id, users, self.options.zone, posted, self.notices)
        return site

    def _add_attachments(self) -> None:
        for post in self.export.posts.values():
            if post.type == "attachment" and not self.library.add(post, caption_html(post)):
                self._leave_out(post, "the export does not say where its file is")

    def _posts(self) -> Iterator[Post]:
        """Yields the items that become entries. All others are reported, those of one kind once."""
        others: dict[str, list[Post]] = defaultdict(list)
        for post in self.export.posts.values():
            if post.type in ("attachment", "nav_menu_item", "wp_block"):
                continue
            if post.status == "trash":
                self._leave_out(post, f"{post.title or 'it'} was in the trash" + _with_comments(post))
            elif post.type in _WORKINGS or post.type.startswith("wp_") or post.status == "inherit":
                others[post.type].append(post)
            elif post.type not in ("post", "page") and (
                "post_type=" in post.link or not post.content.strip()
            ):
                self._leave_out(
                    post,
                    f"{post.title or 'it'} is a {post.type}, which readers did not see"
                    + _with_comments(post),
                )
            else:
                yield post
        for type_, posts in others.items():
            message = f"{len(posts)} items of the type {type_} are left out: they are workings of WordPress"
            self.notices.append(Notice(posts[0].origin, message, left_out=True))

    def _leave_out(self, post: Post, reason: str) -> None:
        self.notices.append(Notice(post.origin, reason, left_out=True))

    def _entries(self, posts: list[Post]) -> dict[int, Entry]:
        sticky = [
            post for post in posts if post.is_sticky and post.status == "publish" and post.type == "post"
        ]
        featured = max(sticky, key=lambda post: post.date_gmt, default=None)
        for post in sticky:
            if post is not featured:
                message = "it was sticky: Billet has one article of the moment, the newest of them"
                self.notices.append(Notice(post.origin, message))
        makes = Entries(
            export=self.export,
            library=self.library,
            terms=self.terms,
            paths=self.paths,
            zone=self.options.zone,
            site=self.address,
            author=self.author,
            notices=self.notices,
            featured=featured.id if featured else 0,
        )
        return {post.id: makes.entry(post) for post in posts}

    def _main_author(self) -> str:
        posts = (
            post for post in self.export.posts.values() if post.type == "post" and post.status == "publish"
        )
        login = most_frequent(post.creator for post in posts)
        return self.export.authors[login].name if login in self.export.authors else login

    def _settings(self, entries: dict[int, Entry]) -> dict[str, object]:
        channel = self.export.channel
        posts = self.export.posts.values()
        pairs = filter(None, (dates.pair(post.date, post.date_gmt) for post in posts))
        zone = dates.zone_of(pairs, self.options.zone)
        paths = {number: _path(entry) for number, entry in entries.items() if not entry.draft}
        at = {address.rstrip("/"): _path(entry) for entry in entries.values() for address in entry.addresses}
        menu = menu_of(
            self.export,
            self.terms,
            self.address,
            lambda number: paths.get(number, ""),
            lambda address: at.get((address if "//" in address else self.address + address).rstrip("/"), ""),
            self.notices,
        )
        settings: dict[str, object] = {
            "title": channel.get("title", ""),
            "tagline": channel.get("description", ""),
            "language": {"fr-FR": "fr", "en-US": "en"}.get(language := channel.get("language", ""), language),
            "timezone": zone if zone != self.options.zone.key else "",
            "author": {"name": self.author} if self.author else {},
            "menu": menu,
        }
        return {key: value for key, value in settings.items() if value}


def _path(entry: Entry) -> str:
    """Returns the path that an entry will have on the blog."""
    return f"/{entry.kind}/{entry.slug or slugify(splitext(basename(entry.path))[0])}"


def _with_comments(post: Post) -> str:
    return f", with {len(post.comments)} comments" if post.comments else ""
