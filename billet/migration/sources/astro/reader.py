"""Reads the folder of an Astro site."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from billet.migration.model import Markup, OldAddress, Site
from billet.migration.sources import Options
from billet.migration.sources.astro import CONFIGURATIONS, mdx
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.document import Document, distinct_addresses
from billet.migration.sources.generators.folder import Folder, joined
from billet.migration.sources.generators.lists import home_redirects, list_redirects
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.script_settings import Script
from billet.migration.sources.generators.site_settings import site_settings
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content.article import Kind
from chalicelib.content.old_address import decoded
from chalicelib.content.problem import ContentError

_TEXTS = (".md", ".mdx", ".markdown", ".mdoc", ".html")
_PROGRAMS = (".astro", ".ts", ".js", ".tsx", ".jsx", ".json", ".yaml", ".yml", ".mjs")
_LISTS = {
    **dict.fromkeys(("blog", "posts", "articles", "archive", "archives"), "/archive"),
    "tags": "/tags",
    "categories": "/categories",
    "search": "/search",
}
"""Pages that list others, and where Billet has them."""

_CODE_SIGNS = re.compile(r"[^\w\s-]", re.UNICODE)


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    return _Reader(path, options).read()


def slugified(text: str) -> str:
    """Returns a text as a part of an address, as GitHub makes it of a heading."""
    return _CODE_SIGNS.sub("", text.lower()).replace(" ", "-")


class _Reader:
    def __init__(self, path: Path, options: Options) -> None:
        folder = Folder.open(path, built=("dist",))
        self.script = Script(folder.text(folder.first(*CONFIGURATIONS)))
        self.source = (self.script.text("srcDir") or "src").strip("./")
        home = options.address or self.script.text("site")
        base = urlsplit(home).path if options.address else self.script.text("base")
        root = "/".join(home.split("/")[:3]) if home.startswith("http") else ""
        site = Site(tool="Astro", address=f"{root}/{base.strip('/')}".rstrip("/") if root else "")
        self.builder = Builder(folder, site, "astro", base.strip("/"), content=self.source)

    def read(self) -> Site:
        """Returns all that the folder holds."""
        for collection, folder in self._collections().items():
            route = self._route(collection)
            if route is None:
                message = f"no page shows the collection '{collection}'"
                self.builder.notice(folder, message, "Its texts come, without old addresses")
            for file in self._texts(folder):
                self._read_text(file, file.removeprefix(f"{folder}/"), collection, route)
        for file in self._texts(f"{self.source}/pages"):
            self._read_text(file, file.removeprefix(f"{self.source}/pages/"), "", "")
        self._add_files()
        self._add_settings()
        return self.builder.build(self._expand, self._redirects())

    def _collections(self) -> dict[str, str]:
        """Returns the folders of the collections by name: those that are set, and those below ``content``."""
        folders = {}
        for file in self.builder.folder.below(f"{self.source}/content"):
            inner = file.removeprefix(f"{self.source}/content/")
            if "/" in inner and file.lower().endswith(_TEXTS):
                name = inner.partition("/")[0]
                folders[name] = f"{self.source}/content/{name}"
        configuration = self.builder.folder.first(
            *(
                f"{self.source}/{name}.{ending}"
                for name in ("content.config", "content/config")
                for ending in ("ts", "mts", "js", "mjs")
            )
        )
        source = Script(self.builder.folder.text(configuration)).source if configuration else ""
        for match in re.finditer(
            r"(?:const|let)\s+(\w+)\s*=\s*defineCollection\((?:(?!defineCollection).)*?base:\s*[\"']([^\"']+)",
            source,
            re.S,
        ):
            named = re.search(rf"[\"']?(\w[\w-]*)[\"']?\s*:\s*{match[1]}\b", source)
            folders[named[1] if named else match[1]] = match[2].strip("./")
        return folders

    def _route(self, collection: str) -> str | None:
        """Returns the folder of the page that shows each text of a collection, None where none does."""
        pages = f"{self.source}/pages"
        routes = [
            posixpath.dirname(file).removeprefix(pages).strip("/")
            for file in self.builder.folder.below(pages)
            if file.endswith(".astro")
            and "[" in posixpath.basename(file)
            and re.search(
                rf"getCollection\(\s*[\"']{re.escape(collection)}[\"']", self.builder.folder.text(file)
            )
        ]
        return min(routes, key=lambda route: (route != collection, "[" in route, route), default=None)

    def _texts(self, folder: str) -> list[str]:
        return [file for file in self.builder.folder.below(folder) if file.lower().endswith(_TEXTS)]

    def _read_text(self, file: str, inner: str, collection: str, route: str | None) -> None:
        if any(part.startswith("_") for part in inner.split("/")):
            return  # which Astro passes over
        try:
            self._add(Document.read(self.builder.folder, file, UTC), inner, collection, route)
        except ContentError as error:
            self.builder.refuse(error)

    def _add(self, document: Document, inner: str, collection: str, route: str | None) -> None:
        entry: dict[str, Any] = self.builder.fields_of(document, named_day=False)
        for key in ("pubdatetime", "modifieddatetime"):  # of the theme AstroPaper
            if (
                value := document.with_defaults({"date": document.fields[key]}).date("date")
                if key in document.fields
                else None
            ):
                entry["date" if key == "pubdatetime" else "updated"] = value
                entry["fields"].pop(key, None)
        path = inner.rpartition(".")[0]
        folder, _, stem = path.rpartition("/")
        name = joined(folder, "" if stem == "index" else stem)
        place = document.get("slug") or ("/".join(map(slugified, name.split("/"))) if collection else name)
        address = self.builder.rooted(route or "", f"{decoded(place)}/")
        kind: Kind = "articles" if entry["date"] else "pages"
        folders = folder.split("/")
        if collection and collection not in ("blog", "posts", "post", "articles", "pages"):
            folders = [collection, *folders]
        markup: Markup = "html" if document.file.lower().endswith(".html") else "markdown"
        aliases = [self.builder.rooted(decoded(alias)) for alias in document.list("aliases")]
        known = [] if route is None else [address, *aliases]
        if slug := document.get("slug"):
            entry["slug"] = slugified(slug.rpartition("/")[2])
        self.builder.add_page(
            Page(
                document=document,
                kind=kind,
                path=self.builder.paths.entry(kind, stem, *folders),
                entry=entry,
                address=address,
                addresses=distinct_addresses(known),
                markup=markup,
            )
        )

    def _add_files(self) -> None:
        """Adds the files that are published as they are, and those that texts name in their folders."""
        for file in self.builder.folder.below("public"):
            inner = file.removeprefix("public/")
            self.builder.add_medium(file, inner, self.builder.rooted(inner))
        homes = {
            posixpath.dirname(page.document.file): posixpath.dirname(page.path) for page in self.builder.pages
        }
        for file in self.builder.folder.below(self.source):
            if file.lower().endswith((*_TEXTS, *_PROGRAMS)):
                continue
            inner = file.removeprefix(f"{self.source}/")
            folder = posixpath.dirname(file)
            self.builder.add_medium(
                file,
                posixpath.basename(file)
                if folder in homes
                else inner.removeprefix("assets/").removeprefix("content/"),
                folder=homes.get(folder, "media"),
            )

    def _add_settings(self) -> None:
        names = [
            f"{self.source}/{stem}.{ending}"
            for stem in ("consts", "config", "site.config", "site-config", "siteConfig", "data/site")
            for ending in ("ts", "js", "mjs")
        ]
        source = "\n".join(
            self.builder.folder.text(name) for name in names if name in self.builder.folder.files
        )
        script = Script(source)
        self.builder.site.settings.update(
            site_settings(
                title=script.text("SITE_TITLE", "title", "siteTitle"),
                tagline=script.text("SITE_DESCRIPTION", "desc", "description", "siteDescription"),
                language=script.text("lang", "locale", "LOCALE") or self.script.text("defaultLocale"),
                timezone=script.text("timezone"),
                author=script.text("author", "AUTHOR"),
                email=script.text("email", "EMAIL"),
            )
        )

    def _redirects(self) -> Iterator[OldAddress]:
        table = re.search(r"\bredirects\s*:\s*\{((?:[^{}]|\{[^{}]*\})*)\}", self.script.source)
        pair = r"[\"']([^\"'\[\]]+)[\"']\s*:\s*(?:\{[^{}]*destination:\s*)?[\"']([^\"'\[\]]+)[\"']"
        for old, new in re.findall(pair, table[1] if table else ""):
            below = self.builder.base and f"{new}/".startswith(f"/{self.builder.base}/")
            target = new if below or new.startswith("https://") else self.builder.rooted(new)
            yield OldAddress(self.builder.rooted(old), target)
        for file in self.builder.folder.below(f"{self.source}/pages"):
            inner = (
                file.removeprefix(f"{self.source}/pages/")
                .removesuffix(".astro")
                .removesuffix("index")
                .strip("/")
            )
            if not file.endswith(".astro") or "[" in inner or inner in ("", "404", "500"):
                continue
            yield OldAddress(self.builder.rooted(inner), _LISTS.get(inner, "/"))
            if inner not in _LISTS:
                message = "it is a page of code, which is not run"
                self.builder.notice(file, message, "Write its text on a page", left_out=True)
        patterns = {"tags": self.builder.rooted("tags", "{slug}")}
        yield from list_redirects(self.builder.pages, patterns, slugified)
        yield from home_redirects(self.builder.base)

    def _expand(self, page: Page, text: str) -> str:
        if page.document.file.lower().endswith((".mdx", ".mdoc")):
            return mdx.to_markdown(text, page.document.body_line, self.builder.keeper(page))
        return text
