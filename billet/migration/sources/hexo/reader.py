"""Reads the folder of a Hexo site."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from billet.migration.model import Markup, Site
from billet.migration.sources import Options
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.page import Page
from billet.migration.sources.hexo import CONFIGURATIONS
from billet.migration.sources.hexo.addresses import Rules, category_paths
from billet.migration.sources.hexo.site_lists import add_settings, redirects
from billet.migration.sources.hexo.tags import TagExpansion
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content import front_matter, zones
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded
from chalicelib.content.problem import ContentError

_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mdown")
_HTML = (".html", ".htm")
_TYPES = ("tags", "categories", "archives", "links", "schedule")
"""What themes call pages without a text of their own."""


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


@dataclass(frozen=True)
class _Post:
    """A post: its slug, and its categories below their parents."""

    page: Page
    slug: str
    categories: list[list[str]]


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        root = Folder.open(path)
        files = [name for name in CONFIGURATIONS if name in root.files][:1]
        self.settings = Configuration.read(root, *files)
        self.source = self.settings.text("source_dir", default="source").strip("./")
        folder = Folder.open(
            path, "themes", "scaffolds", built=(self.settings.text("public_dir", default="public"),)
        )
        self.zone = zones.find(self.settings.text("timezone")) or options.zone
        self.rules = Rules(self.settings, self.zone)
        home = (options.address or self.settings.text("url")).rstrip("/")
        base = urlsplit(home).path if options.address else self.settings.text("root", default="/")
        home = "" if home == "http://example.com" else home  # which each new site has
        self.builder = Builder(folder, Site(tool="Hexo", address=home), "hexo", base.strip("/"), self.source)
        self.posts: list[_Post] = []

    def read(self) -> Site:
        """Returns all that the folder holds."""
        for file in self.builder.folder.below(self.source):
            inner = file.removeprefix(f"{self.source}/")
            hidden = next((part for part in inner.split("/")[:-1] if part.startswith("_")), "")
            try:
                if inner.startswith(("_posts/", "_drafts/")) and file.lower().endswith((*_MARKDOWN, *_HTML)):
                    self._add_post(file, inner)
                elif not hidden and not posixpath.basename(file).startswith("_") and self._is_page(file):
                    self._add_page(file, inner)
            except ContentError as error:
                self.builder.refuse(error)
        self._add_files()
        add_settings(self.builder, self.settings)
        paths = [path for post in self.posts for path in post.categories if not post.page.entry["draft"]]
        slugs = {post.slug: post.page for post in reversed(self.posts)}
        expansion = TagExpansion(self.builder, self.settings, slugs, self.source)
        return self.builder.build(expansion, redirects(self.builder, self.rules, paths))

    def _is_page(self, file: str) -> bool:
        if file.lower().endswith(_MARKDOWN):
            return True
        return file.lower().endswith(_HTML) and self.builder.folder.has_front_matter(file)

    def _add_post(self, file: str, inner: str) -> None:
        folder, _, below = inner.partition("/")
        text = self.builder.folder.text(file)
        document = Document.read(self.builder.folder, file, self.zone)
        entry = self._entry(document)
        named = self.rules.named(below.rpartition(".")[0])
        if entry["date"] is None:
            entry["date"] = _day(named)
        entry["draft"] = entry["draft"] or folder == "_drafts"
        slug = document.get("slug") or named["title"]
        head = front_matter.split(file, text).front_matter
        categories = category_paths(head, entry["categories"])
        places, unknown = self.rules.addresses(document, slug, categories, entry["date"])
        for token in () if entry["draft"] else unknown:
            message = f"the rule for its address has {':' + token!r}, which is not known"
            self.builder.notice(file, message, "Add its old address to 'aliases'")
        folders, _, name = below.rpartition("/")
        page = self._page(document, "articles", folders, name.rpartition(".")[0], entry, places)
        self.posts.append(_Post(page, slug, categories))

    def _add_page(self, file: str, inner: str) -> None:
        document = Document.read(self.builder.folder, file, self.zone)
        if not document.body.strip() or document.get("type") in _TYPES[:3]:
            self.builder.used.add(file)  # a list of the theme's
            return
        entry = self._entry(document)
        folders, _, name = inner.rpartition("/")
        stem = name.rpartition(".")[0]
        place = document.get("permalink") or f"{joined(folders, stem)}.html"
        if stem == "index":
            folders, _, stem = folders.rpartition("/")
        self._page(document, "pages", folders, stem or "home", entry, [place])

    def _page(
        self, document: Document, kind: Kind, folder: str, stem: str, entry: dict[str, Any], places: list[str]
    ) -> Page:
        addresses = distinct_addresses(self.builder.rooted(decoded(place)) for place in places)
        markup: Markup = "html" if document.file.lower().endswith(_HTML) else "markdown"
        old = [self.builder.rooted(decoded(alias)) for alias in document.list("alias")]
        page = Page(
            document=document,
            kind=kind,
            path=self.builder.paths.entry(kind, stem, *folder.split("/")),
            entry=entry,
            address=addresses[0] if addresses else self.builder.rooted(stem),
            addresses=distinct_addresses([*addresses, *old]),
            markup=markup,
        )
        self.builder.add_page(page)
        return page

    def _entry(self, document: Document) -> dict[str, Any]:
        entry = self.builder.fields_of(document, named_day=False)
        cover = document.get("cover", "thumbnail", "banner", "top_img", "index_img")
        if not entry["image"] and re.search(r"[/.]", cover):
            entry["image"] = cover
            for key in ("cover", "thumbnail", "banner", "top_img", "index_img"):
                entry["fields"].pop(key, None)
        return entry

    def _add_files(self) -> None:
        """Adds the files of the folders of posts, and all others that are published as they are."""
        folders = {post.page.document.file.rpartition(".")[0]: post.page for post in self.posts}
        own = {page.document.file for page in self.builder.pages}
        for file in self.builder.folder.below(self.source):
            inner = file.removeprefix(f"{self.source}/")
            parent = next((folder for folder in folders if file.startswith(f"{folder}/")), "")
            if parent:
                page, name = folders[parent], file.removeprefix(f"{parent}/")
                place = re.sub(r"\.html?$", "", page.address).rstrip("/")
                addresses = () if page.entry["draft"] else (f"{place}/{name}",)
                self.builder.add_medium(file, name, *addresses, folder=page.path.removesuffix(".md"))
            elif not re.search(r"(?:^|/)[_.]", inner) and not self._is_page(file) and file not in own:
                self.builder.add_medium(file, inner, self.builder.rooted(inner))


def _day(named: dict[str, str]) -> date | None:
    """Returns the day in the name of a post."""
    parts = [
        named.get("year", ""),
        *(named.get(key) or named.get(f"i_{key}") or "" for key in ("month", "day")),
    ]
    try:
        return date(*map(int, parts)) if all(parts) else None
    except ValueError:
        return None
