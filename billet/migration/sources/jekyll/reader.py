"""Reads the folder of a Jekyll site."""

from __future__ import annotations

import posixpath
import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from billet.migration.model import Date, Markup, OldAddress, Site
from billet.migration.sources import Options
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.liquid import lists_pages
from billet.migration.sources.generators.media import is_medium
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.permalinks import day_of
from billet.migration.sources.jekyll import CONFIGURATIONS
from billet.migration.sources.jekyll.addresses import STYLES, page_address, post_address, slugified
from billet.migration.sources.jekyll.documents import HTML, MARKDOWN, Documents
from billet.migration.sources.jekyll.site_settings import add_settings, redirects
from billet.migration.sources.jekyll.tags import TagExpansion
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content import zones
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded
from chalicelib.content.problem import ContentError
from chalicelib.content.term_slug import term_slug

_TEMPLATES = ("_layouts", "_includes", "_sass", "_plugins")
_POST = re.compile(r"(?P<day>\d{2,4}-\d{1,2}-\d{1,2})-(?P<name>.*)\.[^.]+")


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        root = Folder.open(path)
        files = [name for name in CONFIGURATIONS if name in root.files][:1]
        self.settings = Configuration.read(root, *files)
        source = self.settings.text("source").strip("./")
        octopress = not source and "Rakefile" in root.files and any(root.below("source/_posts"))
        self.source = "source" if octopress else source
        output = self.settings.text("destination", default="_site").strip("./")
        folder = Folder.open(path, *_TEMPLATES, *self.settings.texts("exclude"), built=(output, "vendor"))
        home = (options.address or self.settings.text("url")).rstrip("/")
        base = urlsplit(home).path if options.address else self.settings.text("baseurl")
        if not options.address and home:
            home = f"{home}/{base.strip('/')}".rstrip("/")
        self.zone: tzinfo = zones.find(self.settings.text("timezone")) or options.zone
        self.builder = Builder(
            folder, Site(tool="Jekyll", address=home), "jekyll", base.strip("/"), content=self.source
        )
        self.documents = Documents(self.builder, self.settings, self.zone)
        self.redirects: list[OldAddress] = []

    def read(self) -> Site:
        """Returns all that the folder holds."""
        collections = self._collections()
        for file in self.builder.folder.below(self.source):
            inner = file.removeprefix(f"{self.source}/") if self.source else file
            parts = inner.split("/")
            hidden = next((part for part in parts[:-1] if part.startswith("_")), "")
            try:
                if hidden in ("_posts", "_drafts"):
                    self._add_post(file, inner, hidden)
                elif hidden.strip("_") in collections and parts[0] == hidden:
                    self._add_of_collection(file, inner, hidden.strip("_"), collections[hidden.strip("_")])
                elif not hidden and not parts[-1].startswith("_"):
                    self._add_page_or_file(file, inner)
            except ContentError as error:
                self.builder.refuse(error)
        add_settings(self.builder, self.settings)
        return self.builder.build(
            TagExpansion(self.builder, self.settings, self.source),
            redirects(self.builder, self.settings, self.redirects),
        )

    def _collections(self) -> dict[str, Configuration]:
        names = self.settings.texts("collections")
        table = {name.casefold(): name for name in [*names, *self.settings.keys("collections")]}
        return {
            name: self.settings.table(f"collections.{name}") for name in table.values() if name != "posts"
        }

    def _add_post(self, file: str, inner: str, folder: str) -> None:
        above, _, below = inner.partition(f"{folder}/")
        match = _POST.fullmatch(posixpath.basename(file))
        if not match and folder == "_posts":
            message = "its name has no day, so that Jekyll passes it over"
            self.builder.notice(file, message, "Call it 2025-10-16-title.md", left_out=True)
            return
        if not self.documents.is_text(file):
            return
        document = self.documents.read(file, "posts" if folder == "_posts" else "drafts", inner)
        entry = self.documents.entry(document)
        if match and not entry["date"]:
            entry["date"] = day_of(match["day"])
        entry["draft"] = entry["draft"] or folder == "_drafts"
        folders = [part for part in above.split("/") if part]
        entry["categories"] = tuple(dict.fromkeys([*folders, *entry["categories"]]))
        name = match["name"].rstrip(".") if match else posixpath.basename(file).rpartition(".")[0]
        pattern = document.get("permalink") or self._pattern("posts")
        paths: list[str] = []
        for day in self._days(entry["date"]):
            path, unknown = post_address(document, pattern, name, day, list(entry["categories"]))
            paths.append(path)
        stem = posixpath.basename(file).rpartition(".")[0]
        entry["title"] = entry["title"] or " ".join(word.capitalize() for word in name.split("-"))
        if slug := document.get("slug"):
            entry["slug"] = slugified(slug)
        self._add(
            document, "articles", joined(*folders, posixpath.dirname(below)), stem, entry, paths, unknown
        )

    def _days(self, moment: Date | None) -> list[Date | None]:
        """Returns the days on which a moment may be in an address: that of the site's zone or, where its
        settings name none, of the machine's that built it."""
        if not isinstance(moment, datetime):
            return [moment]
        zoned = self.settings.text("timezone")
        return [moment.astimezone(self.zone), *([] if zoned else [moment, moment.astimezone(UTC)])]

    def _add_of_collection(self, file: str, inner: str, name: str, settings: Configuration) -> None:
        if not self.documents.is_text(file) or not self.builder.folder.has_front_matter(file):
            self.builder.add_medium(
                file, joined(name, inner.partition("/")[2]), self.builder.rooted(inner[1:])
            )
            return
        if not settings.flag("output"):
            message = f"the collection '{name}' has no pages of its own"
            self.builder.notice(file, message, "Copy its text to where it is shown", left_out=True)
            return
        document = self.documents.read(file, name, inner)
        entry = self.documents.entry(document)
        below = inner.partition("/")[2].rpartition(".")[0]
        pattern = document.get("permalink") or settings.text("permalink") or "/:collection/:path:output_ext"
        path, unknown = page_address(pattern, below, name)
        kind: Kind = "articles" if entry["date"] else "pages"
        folder, _, stem = below.rpartition("/")
        self._add(document, kind, joined(name, folder), stem, entry, [path], unknown)

    def _add_page_or_file(self, file: str, inner: str) -> None:
        if not self.builder.folder.has_front_matter(file):
            if file.lower().endswith(MARKDOWN) and is_medium(file):
                message = "it has no front matter, so that Jekyll copies it as it is"
                self.builder.notice(
                    file, message, "Write --- on two lines above it to import it", left_out=True
                )
            elif not file.lower().endswith(MARKDOWN):
                self.builder.add_medium(file, inner, self.builder.rooted(inner))
            return
        if not self.documents.is_text(file):
            return
        document = self.documents.read(file, "pages", inner)
        below = inner.rpartition(".")[0].rstrip(".")
        folder, _, stem = below.rpartition("/")
        default = f"/{folder}/" if stem == "index" else f"/{below}.html"
        pattern = document.get("permalink")
        path, unknown = page_address(pattern, below) if pattern else (default, [])
        self.builder.used.add(file)
        if document.get("redirect_to"):
            self._redirect(self.builder.rooted(path), document.get("redirect_to"))
        elif lists_pages(document.body):
            self._leave_out_list(file, self.builder.rooted(path))
        elif document.body.strip():
            entry = self.documents.entry(document)
            self._add(
                document,
                "pages",
                folder,
                stem if stem != "index" or folder else "home",
                entry,
                [path],
                unknown,
            )
        else:
            term = document.get("tag", "category")
            taxonomy = "tags" if document.get("tag") else "categories"
            self._leave_out_list(
                file, self.builder.rooted(path), f"/{taxonomy}/{term_slug(term)}" if term else "/"
            )

    def _leave_out_list(self, file: str, address: str, known: str = "") -> None:
        """Leads on from a page that lists others, as Billet has such pages itself, or from one of the theme's
        whose place here is `known`."""
        name = re.sub(r"\.html?$|/$", "", address).rpartition("/")[2].lower()
        new = {"tags": "/tags", "tag": "/tags", "categories": "/categories", "category": "/categories"}.get(
            name
        )
        is_home = address.rstrip("/") == self.builder.rooted().rstrip("/")
        self.redirects.append(OldAddress(address, "/" if is_home else known or new or "/archive"))
        if not known and not is_home:
            message = "it is a template that lists other pages, which Billet has itself"
            self.builder.notice(file, message, "Write the text of it that is yours on a page", left_out=True)

    def _redirect(self, old: str, new: str) -> None:
        target = new if new.startswith("https://") else self.builder.rooted(new)
        self.redirects.append(OldAddress(old, target))

    def _add(
        self,
        document: Document,
        kind: Kind,
        folder: str,
        stem: str,
        entry: dict[str, Any],
        paths: list[str],
        unknown: list[str],
    ) -> None:
        for token in () if entry["draft"] else unknown:
            message = f"the rule for its address has {':' + token!r}, which is not known"
            self.builder.notice(document.file, message, "Add its old address to 'aliases'")
        named = [*paths, *document.list("redirect_from")]
        addresses = distinct_addresses(self.builder.rooted(decoded(path)) for path in named)
        folders = folder.split("/")
        folders = folders[1:] if kind == "pages" and folders[0] == "pages" else folders
        markup: Markup = "html" if document.file.lower().endswith(HTML) else "markdown"
        self.builder.add_page(
            Page(
                document=document,
                kind=kind,
                path=self.builder.paths.entry(kind, stem, *folders),
                entry=entry,
                address=addresses[0] if addresses else self.builder.rooted(),
                addresses=addresses,
                markup=markup,
            )
        )

    def _pattern(self, kind: str) -> str:
        rule = self.settings.text("permalink", default="date")
        return self.settings.text(f"collections.{kind}.permalink") or STYLES.get(rule, rule)
