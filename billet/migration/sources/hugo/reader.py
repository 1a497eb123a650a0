"""Reads the folder of a Hugo site."""

from __future__ import annotations

import posixpath
from collections import Counter
from functools import cached_property
from pathlib import Path

from billet.migration.model import Markup, Site
from billet.migration.sources import Options
from billet.migration.sources.generators import rst
from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.document import distinct_addresses
from billet.migration.sources.generators.folder import Folder
from billet.migration.sources.generators.page import Page
from billet.migration.sources.generators.template_tags import Expansion
from billet.migration.sources.hugo import shortcodes
from billet.migration.sources.hugo.addresses import Addresses, urlize
from billet.migration.sources.hugo.configuration import Language, address, languages, read_configuration, zone
from billet.migration.sources.hugo.site_lists import add_settings, redirects
from billet.migration.sources.hugo.texts import Source, Texts, is_bundle, is_text
from chalicelib.content.article import Kind

_HTML = (".html", ".htm", ".rst")


def read(path: Path, options: Options) -> Site:
    """Returns the site in a folder."""
    folder = Folder.open(path, "themes", "layouts", "archetypes", "i18n", built=("public", "resources"))
    return _Reader(folder, options).read()


class _Reader:
    def __init__(self, folder: Folder, options: Options) -> None:
        self.configuration = read_configuration(folder)
        self.languages = languages(self.configuration)
        home, base = address(self.configuration, options.address)
        content = self.languages[0].content
        self.builder = Builder(folder, Site(tool="Hugo", address=home), "hugo", base, content)
        dates = zone(self.configuration, self.languages)
        self.texts = Texts(self.builder, self.configuration, self.languages, dates)

    def read(self) -> Site:
        """Returns all that the folder holds."""
        for language in self.languages:
            self.texts.read(language)
        articles = self._article_sections()
        for source in self.texts.sources:
            self._add(source, articles)
        # Of languages that share a folder the first has its files.
        for language in {language.content: language for language in reversed(self.languages)}.values():
            self._add_media(language)
        for name in self.configuration.texts("staticDir") or ["static"]:
            for file in self.builder.folder.below(name):
                inner = file.removeprefix(f"{name.strip('/')}/")
                self.builder.add_medium(file, inner, self.builder.rooted(inner))
        for file in self.builder.folder.below("assets"):
            self.builder.add_medium(file, file.removeprefix("assets/"))
        add_settings(self.builder, self.configuration, self.languages)
        sections = {(source.language.name, source.place.section_name) for source in self.texts.sources}
        lines = redirects(self.builder, self.configuration, self.languages, sections)
        return self.builder.build(self._expand, lines)

    def _article_sections(self) -> set[str]:
        """Returns the sections whose texts are articles: those that the settings call so, else the one with
        most texts."""
        named = self.configuration.texts("params.mainSections") or self.configuration.texts("mainSections")
        places = [source.place for source in self.texts.sources]
        sizes = Counter(place.section_name for place in places if place.folders and not place.section)
        return set(named) or {section for section, _ in sizes.most_common(1)}

    def _add(self, source: Source, articles: set[str]) -> None:
        document, place, entry = source.document, source.place, source.entry
        section = place.section_name
        if place.section and not document.body.strip():
            self.builder.used.add(document.file)
            self.builder.lists[document.file] = source.address
            return
        is_article = not place.section and (
            section in articles or bool(place.folders and (entry["date"] or entry["updated"]))
        )
        kind: Kind = "articles" if is_article else "pages"
        folders = place.folders[1:] if kind == "articles" and section in articles else place.folders
        folders = folders[:-1] if place.section else folders
        suffix = "." + document.file.rpartition(".")[2].lower()
        markup: Markup = "html" if suffix in _HTML else "markdown"
        ending = f".{source.language.name}.md" if source.language.prefix else ".md"
        if place.bundle:
            path = self.builder.paths.entry(kind, "index", *folders, place.name, suffix=ending)
        else:
            path = self.builder.paths.entry(kind, place.name or "home", *folders, suffix=ending)
        addresses = Addresses(self.configuration, "", self.builder.base)
        # Hugo has kept the sign + in some versions, and left it out in others.
        places = distinct_addresses([source.address, source.address.replace("+", "")])
        old = (*places, *addresses.aliases(document, source.address))
        if suffix == ".rst":
            document = rst.converted(document, self.builder)
        if place.section and not place.folders:
            self.builder.notice(document.file, "it stood on the home page, and is a page of its own now")
            old = old[1:]
        if slug := document.get("slug"):
            entry["slug"] = urlize(slug)
        self.builder.add_page(
            Page(
                document=document,
                kind=kind,
                path=path,
                entry=entry,
                address=source.address,
                addresses=old,
                markup=markup,
            )
        )

    def _add_media(self, language: Language) -> None:
        """Adds what lies between the texts: beside a bundle's text, else below ``media/``."""
        bundles = {
            posixpath.dirname(page.document.file): page
            for page in self.builder.pages
            if is_bundle(page.document.file)
        }
        for file in self.builder.folder.below(language.content):
            if is_text(file):
                continue
            inner = file.removeprefix(f"{language.content}/")
            parents = [posixpath.dirname(file)]
            while parents[-1]:
                parents.append(posixpath.dirname(parents[-1]))
            parent = next((parent for parent in parents if parent in bundles), "")
            if parent:
                page, rest = bundles[parent], file.removeprefix(f"{parent}/")
                where = f"{page.address.rstrip('/')}/{rest}"
                self.builder.add_medium(file, rest, where, folder=posixpath.dirname(page.path))
            else:
                self.builder.add_medium(file, inner, self.builder.rooted(language.prefix, inner))

    def _expand(self, page: Page, text: str) -> str:
        def link_of(target: str) -> str | None:
            bare, mark, fragment = target.partition("#")
            if not bare:
                return mark + fragment
            return self._reference(bare, page, mark + fragment)

        expansion = Expansion(shortcodes.LANGUAGE, shortcodes.handlers(link_of), self.builder.keeper(page))
        return expansion.expand(text, page.document.body_line)

    def _reference(self, name: str, page: Page, rest: str) -> str | None:
        """Returns the address of the text that ``ref`` names, by its path or its file's name."""
        bare = name.strip("/").removesuffix("/_index.md").removesuffix("/index.md")
        match = self._names.get((page.entry["language"], bare))
        return match.address + rest if match else None

    @cached_property
    def _names(self) -> dict[tuple[str, str], Page]:
        """The texts by language and by what ``ref`` may call them."""
        names: dict[tuple[str, str], Page] = {}
        for page in self.builder.pages:
            path = page.document.file.partition("/")[2].removesuffix("/index.md").removesuffix("/_index.md")
            last = path.rpartition("/")[2]
            for name in (path, path.rpartition(".")[0], last, last.rpartition(".")[0]):
                names.setdefault((page.entry["language"], name), page)
        return names
