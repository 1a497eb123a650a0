"""Reads the folder of a Pelican site."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from billet.migration.model import Markup, Site
from billet.migration.sources import Options
from billet.migration.sources.generators import rst
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.permalinks import day_of
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.pelican.addresses import Rules
from billet.migration.sources.pelican.configuration import read_configuration
from billet.migration.sources.pelican.html_reader import read_html
from billet.migration.sources.pelican.links import PelicanLinks
from billet.migration.sources.pelican.site_lists import add_settings, redirects
from chalicelib.content import zones
from chalicelib.content.article import Kind
from chalicelib.content.front_matter import Field
from chalicelib.content.problem import ContentError

_MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
_HTML = (".html", ".htm")
_TEXTS = (*_MARKDOWN, *_HTML, ".rst")


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        settings, unreadable = read_configuration(Folder.open(path))
        self.settings = settings
        self.rules = Rules(settings)
        output = settings.text("OUTPUT_PATH").strip("./")
        folder = Folder.open(path, settings.text("THEME").strip("./"), built=(output,))
        home = (options.address or settings.text("SITEURL")).rstrip("/")
        site = Site(tool="Pelican", address=home if "://" in home and "localhost" not in home else "")
        self.content = settings.text("PATH").strip("./")
        self.builder = Builder(folder, site, "pelican", urlsplit(home).path.strip("/"), self.content)
        self.zone: tzinfo = zones.find(settings.text("TIMEZONE")) or options.zone
        for name, (file, line) in sorted(unreadable.items()):
            message = f"{name} would have to be executed, and is read as if it were not set"
            self.builder.notice(file, message, "Write its value there, then import again", line)

    def read(self) -> Site:
        """Returns all that the folder holds."""
        pages = [joined(self.content, path) for path in self.settings.texts("PAGE_PATHS")]
        for file in self.builder.folder.below(self.content):
            kind: Kind = "pages" if any(file.startswith(f"{path}/") for path in pages) else "articles"
            if not file.lower().endswith(_TEXTS) or self._is_excluded(file, kind):
                continue
            try:
                self._add(self._document(file), kind)
            except ContentError as error:
                self.builder.refuse(error)
        self._add_static_files()
        self._join_translations()
        add_settings(self.builder, self.settings)
        links = PelicanLinks(self.builder, self.content)
        links.add_attached_files()
        return self.builder.build(links.expand, redirects(self.builder, self.rules))

    def _is_excluded(self, file: str, kind: Kind) -> bool:
        setting = {"articles": "ARTICLE_EXCLUDES", "pages": "PAGE_EXCLUDES"}[kind]
        excluded = [joined(self.content, path) for path in self.settings.texts(setting)]
        return any(file.startswith(f"{path}/") for path in excluded)

    def _document(self, file: str) -> Document:
        folder, lower = self.builder.folder, file.lower()
        if lower.endswith(".rst"):
            text = folder.text(file)
            document = rst.converted(Document(file, {}, text, 1, self.zone), self.builder)
        elif lower.endswith(_HTML):
            document = read_html(Document(file, {}, folder.text(file), 1, self.zone))
        else:
            document = Document.read(folder, file, self.zone)
        named = self._of_name(file)
        defaults = {
            key.casefold(): Field(str(value), 0)
            for key, value in self.settings.keys("DEFAULT_METADATA").items()
        }
        return document.with_defaults({**defaults, **named})

    def _of_name(self, file: str) -> dict[str, Field]:
        """Returns the fields that the name of a file tells, by the settings' patterns."""
        inner = file.removeprefix(f"{self.content}/")
        stem = posixpath.basename(file).rpartition(".")[0]
        fields: dict[str, Field] = {}
        for setting, text in (("FILENAME_METADATA", stem), ("PATH_METADATA", inner)):
            try:
                match = re.match(self.settings.text(setting), text[:200])
            except re.error:
                continue
            for key, value in (match.groupdict() if match else {}).items():
                if value:
                    fields[key.casefold()] = Field(value, 0)
        folder = posixpath.basename(posixpath.dirname(inner))
        if folder and self.settings.flag("USE_FOLDER_AS_CATEGORY"):
            fields.setdefault("category", Field(folder, 0))
        return fields

    def _add(self, document: Document, kind: Kind) -> None:
        status = document.get("status").lower()
        if status == "skip":
            message = "its status says that Pelican passes it over"
            self.builder.notice(document.file, message, "Take 'status' out to import it", left_out=True)
            return
        entry = self._entry(document, kind)
        stem = posixpath.basename(document.file).rpartition(".")[0]
        source = (
            entry["title"] if self.settings.text("SLUGIFY_SOURCE") == "title" and entry["title"] else stem
        )
        slug = document.get("slug") or self.rules.slug(source)
        default = self.settings.text("DEFAULT_LANG")
        language = entry["language"] or default
        is_default = language.lower() == default.lower()
        entry["slug"] = slug if is_default or not slug else f"{slug}-{language.lower()}"
        entry["language"] = "" if is_default else language
        if any(letter >= "\u0370" for letter in slug) and not document.get("slug"):
            message = "its address was made of letters that are read otherwise in other alphabets"
            self.builder.notice(document.file, message, "Add its old address to 'aliases'")
        values = {
            "slug": slug,
            "lang": language,
            "category": self.rules.slug(next(iter(entry["categories"]), ""), "CATEGORY"),
            "author": self.rules.slug(entry["author"], "AUTHOR"),
            "path": document.file.removeprefix(f"{self.content}/"),
        }
        rule = {"articles": "ARTICLE", "pages": "PAGE"}[kind] + ("" if is_default else "_LANG")
        own = [document.get("url"), document.get("save_as")]
        places = own if any(own) else self.rules.addresses(rule, values, entry["date"])
        addresses = distinct_addresses(self.builder.rooted(place) for place in places if place)
        folders = document.file.removeprefix(f"{self.content}/").split("/")[:-1]
        folders = folders[1:] if kind == "pages" else folders
        markup: Markup = "markdown" if document.file.lower().endswith(_MARKDOWN) else "html"
        self.builder.add_page(
            Page(
                document=document,
                kind=kind,
                path=self.builder.paths.entry(kind, stem, *folders),
                entry=entry,
                address=addresses[0] if addresses else "",
                addresses=addresses,
                markup=markup,
            )
        )

    def _entry(self, document: Document, kind: Kind) -> dict[str, Any]:
        entry = self.builder.fields_of(document, named_day=False)
        entry["fields"].pop("reader", None)
        if kind == "articles":
            entry["categories"] = entry["categories"] or (self.settings.text("DEFAULT_CATEGORY"),)
            if entry["date"] is None:
                self._date(document, entry)
        elif "category" in document.fields and not document.line("category"):
            entry["categories"] = ()  # of its folder, which no page shows
        author = entry["author"] or self.settings.text("AUTHOR")
        entry["author"] = "" if author == self.settings.text("AUTHOR") else author
        return entry

    def _date(self, document: Document, entry: dict[str, Any]) -> None:
        """Gives an article without a date the one of the settings."""
        default = self.settings.get("DEFAULT_DATE")
        if isinstance(default, list) and len(default) >= 3:
            entry["date"] = day_of("-".join(map(str, default[:3])))
        elif default is None and not entry["draft"]:
            entry["draft"] = True
            message = "it has no date, so that Pelican passes it over: it is a draft now"
            self.builder.notice(document.file, message, "Write its date, then publish it")

    def _add_static_files(self) -> None:
        """Adds the files of folders that are published as they are, under the names that settings give."""
        paths = [joined(self.content, path) for path in self.settings.texts("STATIC_PATHS")]
        own = {page.document.file for page in self.builder.pages}
        named = self.settings.keys("EXTRA_PATH_METADATA")
        for file in self.builder.folder.below(self.content):
            if (
                file in own
                or file.lower().endswith(_TEXTS)
                or not any(file == path or f"{file}/".startswith(f"{path}/") for path in paths)
            ):
                continue
            inner = file.removeprefix(f"{self.content}/")
            metadata = named.get(inner)
            place = str(metadata.get("path", inner)) if isinstance(metadata, dict) else inner
            self.builder.add_medium(file, inner, self.builder.rooted(place))

    def _join_translations(self) -> None:
        """Gives texts that say the same in several languages a key of their own."""
        pages = self.builder.pages
        slugs = [page.document.get("slug") or page.entry["slug"] for page in pages]
        counts = Counter((page.kind, slug) for page, slug in zip(pages, slugs, strict=True))
        for number, (page, slug) in enumerate(zip(pages, slugs, strict=True)):
            if counts[page.kind, slug] > 1:
                pages[number] = replace(page, entry={**page.entry, "translation": slug})
