"""Reads the folder of an Eleventy site."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC
from pathlib import Path
from typing import Any

from billet.migration.model import Markup, OldAddress, Site
from billet.migration.sources import Options
from billet.migration.sources.eleventy import CONFIGURATIONS
from billet.migration.sources.eleventy.data import DirectoryData, add_settings, site_data
from billet.migration.sources.eleventy.permalinks import default_address, filled, slugified
from billet.migration.sources.generators import liquid, snippets
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.document import Document
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.lists import home_redirects, list_redirects
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.script_settings import Script
from billet.migration.sources.generators.template_tags import Expansion, Tag
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded
from chalicelib.content.problem import ContentError

_TEXTS = (".md", ".markdown", ".mdx", ".html")
_TEMPLATES = (".njk", ".liquid", ".hbs", ".mustache", ".ejs", ".haml", ".pug", ".webc")
_COLLECTIONS = frozenset({"post", "posts", "blog", "articles", "article", "all", "nav"})
"""Tags that name collections, and say nothing of a text."""

_ARTICLES = frozenset({"post", "posts", "blog", "articles", "article", "_posts"})


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        configuration = next(path / name for name in CONFIGURATIONS if (path / name).is_file())
        self.script = Script(configuration.read_text(encoding="utf-8", errors="replace"))
        named = [call[0] for call in self.script.calls("setInputDirectory") if call]
        self.source = (named[0] if named else self.script.text("input")).strip("./")
        includes = self.script.text("includes") or "_includes"
        self.data = posixpath.normpath(joined(self.source, self.script.text("data") or "_data"))
        output = (self.script.text("output") or "_site").strip("./")
        folder = Folder.open(
            path,
            posixpath.normpath(joined(self.source, includes)),
            joined(self.source, "_layouts"),
            built=(output,),
        )
        self.builder = Builder(folder, Site(tool="Eleventy"), "eleventy", content=self.source)
        self.table, self.metadata = site_data(self.builder, self.data)
        home = options.address or self.table.text("url") or self.metadata.text("url")
        prefix = urlsplit(home).path if options.address else self.script.text("pathPrefix")
        self.builder.base = prefix.strip("/")
        root = "/".join(home.split("/")[:3])
        if home.startswith("http") and "localhost" not in home:
            self.builder.site.address = f"{root}/{self.builder.base}".rstrip("/")
        self.directories = DirectoryData(self.builder, self.source)
        self.redirects: list[OldAddress] = []
        self.collections = {"all"}

    def read(self) -> Site:
        """Returns all that the folder holds."""
        copied = self._copied()
        for file in self.builder.folder.below(self.source):
            if file.startswith(f"{self.data}/") or any(
                file == name or file.startswith(f"{name}/") for name in copied
            ):
                continue
            try:
                self._add(file)
            except ContentError as error:
                self.builder.refuse(error)
        for name, target in copied.items():
            for file in [name, *self.builder.folder.below(name)]:
                if file in self.builder.folder.files:
                    inner = joined(target, file.removeprefix(name) if file != name else "")
                    self.builder.add_medium(file, inner or file, self.builder.rooted(inner))
        add_settings(self.builder, self.table, self.metadata)
        if feed := self.script.text("outputPath"):
            self.redirects.append(OldAddress(self.builder.rooted(feed), "/feed.xml"))
        patterns = {"tags": self.builder.rooted("tags", "{slug}")}
        whole = [
            OldAddress(self.builder.rooted("tags", name), "/archive") for name in sorted(self.collections)
        ]
        lists = [*self.redirects, *whole, *list_redirects(self.builder.pages, patterns, slugified)]
        return self.builder.build(self._expand, [*lists, *home_redirects(self.builder.base)])

    def _copied(self) -> dict[str, str]:
        """Returns the files and folders that are copied as they are, and where to."""
        copied = {}
        for call in self.script.calls("addPassthroughCopy"):
            name = call[0].strip("./") if call else ""
            inner = name.removeprefix(f"{self.source}/") if self.source else name
            if name and "*" not in name:
                copied[name] = call[1].strip("./") if len(call) > 1 else inner
            elif name:
                folder = name.partition("*")[0].rstrip("/")
                copied |= {
                    f: f.removeprefix(f"{self.source}/")
                    for f in self.builder.folder.below(folder)
                    if self._fits(f, name)
                }
        return copied

    def _fits(self, file: str, pattern: str) -> bool:
        endings = re.findall(r"[\w]+", pattern.rpartition("*.")[2])
        return not endings or file.rpartition(".")[2].lower() in endings

    def _add(self, file: str) -> None:
        inner = file.removeprefix(f"{self.source}/") if self.source else file
        lower = file.lower()
        if not lower.endswith(_TEXTS):
            if lower.endswith(_TEMPLATES) and self._is_article_folder(inner):
                message = "its template language is not read"
                self.builder.notice(file, message, "Write it as Markdown to import it", left_out=True)
            elif lower.endswith(_TEMPLATES):
                self._add_template(file, inner.rpartition(".")[0])
            elif not lower.endswith((*_TEMPLATES, ".json")) and "11ty" not in file and self._is_beside(file):
                self.builder.add_medium(file, inner, self.builder.rooted(inner))
            return
        if posixpath.basename(lower) in ("readme.md", "license.md", "changelog.md", "contributing.md"):
            return
        self.builder.used.add(file)
        own = Document.read(self.builder.folder, file, UTC)
        data = self.directories.of(file)
        document = own.with_defaults({key: value for key, value in data.items() if key != "tags"})
        entry = self.builder.fields_of(document)
        collections = {*entry["tags"], *(data["tags"].value if "tags" in data else ())}
        self.collections |= collections & _COLLECTIONS
        entry["tags"] = tuple(tag for tag in entry["tags"] if tag.lower() not in _COLLECTIONS)
        stem = inner.rpartition(".")[0]
        address = self._address(document, stem, entry)
        if address is None:
            message = "it has no page of its own ('permalink' is false)"
            self.builder.notice(file, message, "Copy its text to where it is shown", left_out=True)
        elif liquid.lists_pages(document.body):
            self._leave_out(file, self.builder.rooted(address))
        elif document.body.strip():
            dated = bool(entry["date"]) and "/" in inner
            is_article = bool(collections & _ARTICLES) or self._is_article_folder(inner) or dated
            self._add_page(document, "articles" if is_article else "pages", stem, entry, address)

    def _add_template(self, file: str, stem: str) -> None:
        """Leads on from what a template made: a feed, or a page that lists others."""
        document = Document.read(self.builder.folder, file, UTC)
        place = document.get("permalink") or default_address(stem)
        if "{" not in place and place.lower() != "false" and place.strip("/"):
            new = "/feed.xml" if place.endswith((".xml", ".json")) else "/archive"
            self.redirects.append(OldAddress(self.builder.rooted(place), new))

    def _add_page(
        self, document: Document, kind: Kind, path: str, entry: dict[str, Any], address: str
    ) -> None:
        folder, _, stem = path.rpartition("/")
        folders = [part for part in folder.split("/") if part not in _ARTICLES]
        if stem == "index" and folders[-1:] != [""]:
            stem = folders.pop() if folders else "home"
        markup: Markup = "html" if document.file.lower().endswith(".html") else "markdown"
        where = self.builder.rooted(decoded(address))
        self.builder.add_page(
            Page(
                document=document,
                kind=kind,
                path=self.builder.paths.entry(kind, stem or "home", *folders),
                entry=entry,
                address=where,
                addresses=(where,),
                markup=markup,
            )
        )

    def _address(self, document: Document, stem: str, entry: dict[str, Any]) -> str | None:
        """Returns the address of a text below the home page, None for one that has no page."""
        written = document.get("permalink", "eleventycomputed.permalink")
        if written.lower() == "false":
            return None
        if not written:
            return default_address(stem)
        address = filled(written, document, stem, entry["date"])
        if address is None:
            message = f"its permalink {written[:80]!r} is made by a template that is not known"
            self.builder.notice(
                document.file, message, "Add its old address to 'aliases'", document.line("permalink")
            )
            return default_address(stem)
        return "/" + address.lstrip("/")

    def _leave_out(self, file: str, address: str) -> None:
        if address.rstrip("/") != self.builder.rooted().rstrip("/"):
            self.redirects.append(OldAddress(address, "/archive"))
            message = "it is a template that lists other pages, which Billet has itself"
            self.builder.notice(file, message, "Write the text of it that is yours on a page", left_out=True)

    def _is_article_folder(self, inner: str) -> bool:
        return bool(_ARTICLES & set(inner.split("/")[:-1]))

    def _is_beside(self, file: str) -> bool:
        """Returns whether a file lies in the folder of a text."""
        folder = posixpath.dirname(file)
        return folder != self.source and any(
            posixpath.dirname(name) == folder and name.lower().endswith(_TEXTS)
            for name in self.builder.folder.below(folder)
        )

    def _expand(self, page: Page, text: str) -> str:
        def value_of(name: str) -> str | None:
            key = name.partition(".")[2]
            known = page.document.get(name.casefold()) or (
                key and (self.table.text(key) or self.metadata.text(key))
            )
            return known or None

        def image(tag: Tag) -> str | None:
            return snippets.figure(tag.get("src", 0), tag.get("alt", 1)) if tag.words or tag.named else None

        handlers = {**liquid.handlers(lambda _: None, value_of), "image": image}
        return Expansion(liquid.LANGUAGE, handlers, self.builder.keeper(page)).expand(
            text, page.document.body_line
        )
