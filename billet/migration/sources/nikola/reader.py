"""Reads the folder of a Nikola site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from billet.migration.model import Markup, Site
from billet.migration.sources import Options
from billet.migration.sources.generators import rst, snippets
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.permalinks import without_accents
from billet.migration.sources.generators.python_settings import read_python
from billet.migration.sources.lenient_addresses import urlsplit
from billet.migration.sources.nikola.metadata import read_text
from billet.migration.sources.nikola.site_lists import add_settings, redirects
from billet.migration.sources.nikola.tags import TagExpansion
from chalicelib.content import zones
from chalicelib.content.article import Kind
from chalicelib.content.media import type_of
from chalicelib.content.problem import ContentError

_MARKUPS: dict[str, Markup] = {
    **dict.fromkeys((".md", ".mdown", ".markdown", ".mkd"), "markdown"),
    **dict.fromkeys((".rst", ".txt", ".html", ".htm"), "html"),
}
_RST = (".rst", ".txt")
_POSTS = [[f"posts/*{ending}", "posts", ""] for ending in (".rst", ".txt", ".md", ".html")]
_PAGES = [[f"pages/*{ending}", "pages", ""] for ending in (".rst", ".txt", ".md", ".html")]


def slugified(text: str) -> str:
    """Returns a text as Nikola makes a part of an address of it."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^+\w\s-]", "", without_accents(text)).strip().lower())


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        root = Folder.open(path)
        self.settings, unreadable = read_python(root, "conf.py")
        output = self.settings.text("OUTPUT_FOLDER", default="output").strip("./")
        folder = Folder.open(path, "themes", "plugins", "templates", built=(output, "cache"))
        home = (options.address or self.settings.text("SITE_URL")).rstrip("/")
        site = Site(tool="Nikola", address=home if "://" in home and "localhost" not in home else "")
        self.builder = Builder(folder, site, "nikola", urlsplit(home).path.strip("/"))
        self.zone: tzinfo = zones.find(self.settings.text("TIMEZONE")) or UTC
        self.default = self.settings.text("DEFAULT_LANG", default="en")
        prefixes = self.settings.keys("TRANSLATIONS") or {self.default: ""}
        self.languages = {name: str(prefix).strip("./") for name, prefix in prefixes.items()}
        self.tags = TagExpansion(self.builder)
        for name in sorted(set(unreadable) & {"POSTS", "PAGES", "TRANSLATIONS", "BLOG_TITLE", "SITE_URL"}):
            message = f"{name} would have to be executed, and is read as if it were not set"
            self.builder.notice(
                "conf.py", message, "Write its value there, then import again", unreadable[name][1]
            )

    def read(self) -> Site:
        """Returns all that the folder holds."""
        for kind, setting, default in (("articles", "POSTS", _POSTS), ("pages", "PAGES", _PAGES)):
            for rule in self.settings.get(setting) or default:
                if isinstance(rule, list) and len(rule) >= 2 and isinstance(rule[1], str):
                    for file in list(self._matching(str(rule[0]))):
                        self._read_text(
                            file, "articles" if kind == "articles" else "pages", str(rule[0]), rule[1]
                        )
        self._add_files()
        add_settings(self.builder, self.settings, self.default)
        return self.builder.build(
            self.tags, redirects(self.builder, self.settings, self.languages, slugified)
        )

    def _matching(self, pattern: str) -> Iterator[str]:
        folder, _, name = pattern.rpartition("/")
        read_before = {page.document.file for page in self.builder.pages}
        for file in self.builder.folder.below(folder):
            if fnmatchcase(posixpath.basename(file), name) and file not in read_before:
                yield file

    def _read_text(self, file: str, kind: Kind, pattern: str, target: str) -> None:
        stem, ending = posixpath.splitext(file)
        if ending.lower() not in _MARKUPS:
            if ending != ".meta":
                message = "its markup is not read"
                self.builder.notice(file, message, "Convert it with pandoc -t gfm", left_out=True)
            return
        language = next((name for name in self.languages if stem.endswith(f".{name}")), "")
        try:
            document = read_text(
                self.builder.folder, file, self.builder.folder.first(f"{stem}.meta"), self.zone
            )
            if ending.lower() in _RST:
                document = rst.converted(document, self.builder)
            bare = stem.removesuffix(f".{language}")
            self._add(document, kind, bare, language, pattern.rpartition("/")[0], target)
        except ContentError as error:
            self.builder.refuse(error)

    def _add(
        self, document: Document, kind: Kind, stem: str, language: str, source: str, target: str
    ) -> None:
        entry = self._entry(document, language)
        slug = document.get("slug") or slugified(posixpath.basename(stem))
        folders = posixpath.dirname(stem).removeprefix(source).strip("/")
        pretty = (
            self.settings.flag("PRETTY_URLS", default=True) and document.get("pretty_url").lower() != "false"
        )
        below = joined(target, folders, slug if slug != "index" or not pretty else "") + (
            "/" if pretty else ".html"
        )
        own = language or self.default
        # A text that is in one language alone is shown below the others' addresses, too.
        shown = [
            own,
            *(name for name in self.languages if not self._is_translated(document, stem, name, own)),
        ]
        addresses = distinct_addresses(
            self.builder.rooted(self.languages.get(name, ""), below) for name in shown
        )
        ending = f".{language}.md" if language and language != self.default else ".md"
        name = posixpath.basename(stem)
        if kind == "pages" and folders.startswith("pages"):
            folders = folders.removeprefix("pages")
        entry["slug"] = slug if own == self.default else f"{slug}-{own}"
        page = Page(
            document=document,
            kind=kind,
            path=self.builder.paths.entry(kind, name, *folders.split("/"), suffix=ending),
            entry=entry,
            address=addresses[0],
            addresses=addresses,
            markup=_MARKUPS[posixpath.splitext(document.file)[1].lower()],
        )
        self.builder.add_page(page)
        self.tags.slugs.setdefault((str(entry["language"]), slug), page)

    def _is_translated(self, document: Document, stem: str, language: str, own: str) -> bool:
        """Returns whether a text has a file of its own in a language."""
        if language == own:
            return True
        tag = "" if language == self.default else f".{language}"
        ending = posixpath.splitext(document.file)[1]
        return f"{stem}{tag}{ending}" in self.builder.folder.files or own != self.default

    def _entry(self, document: Document, language: str) -> dict[str, Any]:
        entry = self.builder.fields_of(document, named_day=False)
        entry["image"] = entry["image"] or document.get("previewimage")
        entry["comments_open"] = False if document.flag("nocomments") else entry["comments_open"]
        entry["language"] = (language or self.default) if len(self.languages) > 1 else ""
        status = document.get("status").lower()
        entry["featured"] = entry["featured"] or status == "featured"
        if status == "private":  # which Nikola shows to who knows the address
            entry["draft"], entry["unlisted"] = False, True
        author = entry["author"]
        entry["author"] = "" if author == self.settings.text("BLOG_AUTHOR") else author
        entry["fields"].pop("previewimage", None)
        return entry

    def _add_files(self) -> None:
        """Adds files, pictures and galleries; a gallery becomes a page of its pictures."""
        folders = {
            **(self.settings.keys("FILES_FOLDERS") or {"files": ""}),
            **(self.settings.keys("IMAGE_FOLDERS") or {"images": ""}),
        }
        for folder, target in folders.items():
            for file in self.builder.folder.below(folder):
                inner = joined(str(target), file.removeprefix(f"{folder.strip('/')}/"))
                self.builder.add_medium(file, inner, *self._with_thumbnail(inner))
        for folder, target in (self.settings.keys("LISTINGS_FOLDERS") or {"listings": "listings"}).items():
            for file in self.builder.folder.below(folder):
                inner = joined(str(target), file.removeprefix(f"{folder.strip('/')}/"))
                self.builder.add_medium(
                    file, inner, self.builder.rooted(inner), self.builder.rooted(f"{inner}.html")
                )
        galleries: dict[str, list[str]] = {}
        for folder, target in (self.settings.keys("GALLERY_FOLDERS") or {"galleries": "galleries"}).items():
            for file in self.builder.folder.below(folder):
                inner = joined(str(target), file.removeprefix(f"{folder.strip('/')}/"))
                if type_of(file).startswith("image/"):
                    self.builder.add_medium(file, inner, *self._with_thumbnail(inner))
                    galleries.setdefault(posixpath.dirname(inner), []).append(file)
        for place, files in galleries.items():
            self._add_gallery(place, files)

    def _with_thumbnail(self, inner: str) -> list[str]:
        if not type_of(inner).startswith("image/"):
            return [self.builder.rooted(inner)]
        stem, ending = posixpath.splitext(inner)
        return [self.builder.rooted(inner), self.builder.rooted(f"{stem}.thumbnail{ending}")]

    def _add_gallery(self, place: str, files: list[str]) -> None:
        name = posixpath.basename(place)
        text = "\n\n".join(snippets.figure(posixpath.basename(file)) for file in files)
        folder = posixpath.dirname(files[0])
        if about := self.builder.folder.first(
            *(f"{folder}/index.{ending}" for ending in ("txt", "rst", "md"))
        ):
            words = self.builder.folder.text(about)
            self.builder.used.add(about)
            text = f"{words if about.endswith('.md') else rst.convert(words).html}\n\n{text}"
        file = f"{posixpath.dirname(files[0])}/"  # the folder, from which its pictures are named
        title = re.sub(r"[-_]+", " ", name).capitalize()
        document = Document(file, {}, text, 1, self.zone)
        entry = {**self.builder.fields_of(document), "title": title, "date": None}
        addresses = [self.builder.rooted(prefix, f"{place}/") for prefix in self.languages.values()]
        path = self.builder.paths.entry("pages", name, *place.split("/")[:-1])
        page = Page(
            document=document,
            kind="pages",
            path=path,
            entry=entry,
            address=addresses[0],
            addresses=tuple(addresses),
        )
        self.builder.add_page(page)
