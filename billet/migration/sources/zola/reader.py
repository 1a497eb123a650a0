"""Reads the folder of a Zola site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from billet.migration import markdown_links
from billet.migration.model import OldAddress, Site
from billet.migration.sources import Options
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.lists import home_redirects, list_redirects
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.permalinks import day_of, without_accents
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from billet.migration.sources.generators.template_tags import Expansion
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.zola import CONFIGURATIONS
from billet.migration.sources.zola.tags import HANDLERS, LANGUAGE
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded
from chalicelib.content.problem import ContentError

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[\d:.Z+-]+)?[-_](.+)")


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        folder = Folder.open(path, "templates", "themes", "sass", built=("public",))
        files = [name for name in CONFIGURATIONS if name in folder.files][:1]
        self.settings = Configuration.read(folder, *files)
        home = (options.address or self.settings.text("base_url")).rstrip("/")
        site = Site(tool="Zola", address=home if "://" in home and "localhost" not in home else "")
        self.builder = Builder(folder, site, "zola", urlsplit(home).path.strip("/"), content="content")
        self.default = self.settings.text("default_language", default="en")
        self.languages = [name for name in self.settings.keys("languages") if name != self.default]
        self.sections: set[str] = set()

    def read(self) -> Site:
        """Returns all that the folder holds."""
        for file in self.builder.folder.below("content"):
            if file.endswith(".md"):
                try:
                    self._add(file)
                except ContentError as error:
                    self.builder.refuse(error)
        self._add_files()
        self._add_settings()
        return self.builder.build(self._expand, self._lists())

    def slug(self, text: str, what: str = "paths") -> str:
        """Returns a text as a part of an address, as the settings want it."""
        rule = self.settings.text(f"slugify.{what}", default="on")
        if rule == "off":
            return text
        if rule == "safe":
            return re.sub(r"[<>:\"/|?*#()\[\]\r\n\t\\]", "", text.replace(" ", "_")).strip(".")
        return "-".join(re.findall(r"[a-z0-9]+", without_accents(text).lower()))

    def _add(self, file: str) -> None:
        *folders, name = file.removeprefix("content/").split("/")
        stem = name.removesuffix(".md")
        language = next((tag for tag in self.languages if stem.endswith(f".{tag}")), "")
        stem = stem.removesuffix(f".{language}")
        document = Document.read(self.builder.folder, file, UTC)
        if stem == "_index":
            self._add_section(document, folders, language)
            return
        bundle = stem == "index"
        own = folders.pop() if bundle and folders else stem
        entry = self._entry(document, language)
        dated = _DATED.fullmatch(own)
        if dated and not entry["date"]:
            entry["date"] = day_of(dated[1])
        slug = document.get("slug") or (dated[2] if dated else own)
        path = document.get("path") or joined(*map(self.slug, folders), self.slug(slug))
        kind: Kind = "articles" if entry["date"] else "pages"
        parts = [part for part in folders if (kind, part) != ("pages", "pages")]
        if kind == "articles" and parts[:1] in (["blog"], ["posts"], ["post"], ["articles"]):
            parts = parts[1:]
        ending = f".{language}.md" if language else ".md"
        new = (
            self.builder.paths.entry(kind, "index", *parts, own, suffix=ending)
            if bundle
            else self.builder.paths.entry(kind, own, *parts, suffix=ending)
        )
        if document.get("slug"):
            entry["slug"] = self.slug(document.get("slug"))
        self._add_page(document, kind, new, entry, self.builder.rooted(language, decoded(path) + "/"))

    def _add_section(self, document: Document, folders: list[str], language: str) -> None:
        path = joined(*map(self.slug, folders))
        if not language:
            self.sections.add(path)
        if not document.body.strip():
            self.builder.used.add(document.file)
            self.builder.lists[document.file] = self.builder.rooted(language, f"{path}/")
            return
        entry = self._entry(document, language)
        ending = f".{language}.md" if language else ".md"
        new = self.builder.paths.entry(
            "pages", folders[-1] if folders else "home", *folders[:-1], suffix=ending
        )
        address = self.builder.rooted(language, f"{path}/")
        if not folders:
            self.builder.notice(document.file, "it stood on the home page, and is a page of its own now")
        self._add_page(document, "pages", new, entry, address, listed=bool(folders))

    def _add_page(
        self,
        document: Document,
        kind: Kind,
        path: str,
        entry: dict[str, Any],
        address: str,
        *,
        listed: bool = True,
    ) -> None:
        aliases = [self.builder.rooted(decoded(alias)) for alias in document.list("aliases")]
        addresses = distinct_addresses([*([address] if listed else []), *aliases])
        self.builder.add_page(
            Page(
                document=document,
                kind=kind,
                path=path,
                entry=entry,
                address=address,
                addresses=addresses,
            )
        )

    def _entry(self, document: Document, language: str) -> dict[str, Any]:
        entry = self.builder.fields_of(document, named_day=False)
        entry["language"] = entry["language"] or (language or self.default if self.languages else "")
        image = document.get("extra.image", "extra.banner", "extra.cover", "extra.og_image")
        entry["image"] = entry["image"] or image
        entry["author"] = entry["author"] or document.get("extra.author")
        if document.get("extra.comments").lower() == "false":
            entry["comments_open"] = False
        return entry

    def _add_files(self) -> None:
        """Adds what lies beside texts and in the folder of static files."""
        bundles = {
            posixpath.dirname(page.document.file): page
            for page in self.builder.pages
            if posixpath.basename(page.document.file).startswith("index.")
        }
        for file in self.builder.folder.below("content"):
            parent = next((folder for folder in bundles if file.startswith(f"{folder}/")), "")
            inner = file.removeprefix("content/")
            if file.endswith(".md"):
                continue
            if parent:
                page, name = bundles[parent], file.removeprefix(f"{parent}/")
                where = f"{page.address.rstrip('/')}/{name}"
                self.builder.add_medium(file, name, where, folder=posixpath.dirname(page.path))
            else:
                folder, _, name = inner.rpartition("/")
                place = joined(*map(self.slug, folder.split("/")), name)
                self.builder.add_medium(file, inner, self.builder.rooted(place))
        for file in self.builder.folder.below("static"):
            inner = file.removeprefix("static/")
            self.builder.add_medium(file, inner, self.builder.rooted(inner))

    def _add_settings(self) -> None:
        settings, extra = self.settings, self.settings.table("extra")
        socials = {item.text("name", "icon"): item.text("url", "link") for item in extra.tables("socials")}
        self.builder.site.settings.update(
            site_settings(
                title=settings.text("title"),
                tagline=settings.text("description"),
                language=self.default,
                author=_name(settings.text("author")) or extra.text("author.name", "author"),
                email=extra.text("email"),
                networks={**{key: str(value) for key, value in extra.keys("social").items()}, **socials},
            )
        )
        lists = ("menu", "menu_items", "main_menu", "navigation", "after_dark_menu", "menu_links")
        items = next((tables for key in lists if (tables := extra.tables(key))), [])
        lines = [(item.text("url").replace("$BASE_URL", ""), item.text("name", "title")) for item in items]
        lines = [(url if "://" in url else self.builder.rooted(url), name) for url, name in lines]
        add_menu(self.builder, lines, "config.toml")

    def _lists(self) -> Iterator[OldAddress]:
        names = [item.text("name") for item in self.settings.tables("taxonomies")]
        for language in ["", *self.languages]:
            root = self.builder.rooted(language).rstrip("/")
            tag = language or (self.default if self.languages else "")
            pages = [page for page in self.builder.pages if page.entry["language"] in ("", tag)]
            patterns = {name: f"{root}/{self.slug(name, 'taxonomies')}/{{slug}}" for name in names}
            yield from list_redirects(pages, patterns, lambda label: self.slug(label, "taxonomies"))
            for name in patterns:
                room = f"/{name}" if name in ("tags", "categories", "series") else "/tags"
                yield OldAddress(f"{root}/{self.slug(name, 'taxonomies')}", room)
            for section in sorted(self.sections - {""}):
                yield OldAddress(f"{root}/{section}", "/archive")
                yield OldAddress(f"{root}/{section}/page/*", "/archive")
                for feed in self.settings.texts("feed_filenames") or ["atom.xml", "rss.xml"]:
                    yield OldAddress(f"{root}/{section}/{feed}", "/feed.xml")
            yield from home_redirects(root.strip("/"))

    def _expand(self, page: Page, text: str) -> str:
        expansion = Expansion(LANGUAGE, HANDLERS, self.builder.keeper(page))
        expanded = expansion.expand(text, page.document.body_line)
        return markdown_links.lead(expanded, lambda address: re.sub(r"^@/", "/", address), page.markup)


def _name(author: str) -> str:
    """Returns the name of an author, which feeds have behind an e-mail address: ``me@example.org (Me)``."""
    match = re.fullmatch(r"\S+@\S+ \((.+)\)", author)
    return match[1] if match else author
