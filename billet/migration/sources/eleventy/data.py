"""The data that Eleventy gives to files: those of their folders, beside them, and of the whole site."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from billet.migration.sources.generators.builder import Builder
from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.script_settings import Script
from billet.migration.sources.generators.site_settings import add_menu, site_settings
from chalicelib.content.front_matter import Field
from chalicelib.content.problem import ContentError
from chalicelib.errors import ConfigurationError

_SCRIPTS = (".11tydata.js", ".11tydata.mjs", ".11tydata.cjs")
_KEYS = ("permalink", "lang", "author", "layout")
"""What is read of data in JavaScript, where it is a text."""


class DirectoryData:
    """The fields that folders give to the files in them, each folder read once."""

    def __init__(self, builder: Builder, source: str) -> None:
        self._builder = builder
        self._source = source
        self._known: dict[str, dict[str, Field]] = {}

    def of(self, file: str) -> dict[str, Field]:
        """Returns the fields of all folders above a file, and of the data beside it."""
        fields: dict[str, Field] = {}
        for stem in self._stems(file):
            if stem not in self._known:
                self._known[stem] = self._read(stem)
            fields |= self._known[stem]
        return fields

    def _stems(self, file: str) -> Iterator[str]:
        parts = posixpath.dirname(file).split("/")
        for count in range(1, len(parts) + 1):
            folder = "/".join(parts[:count])
            if folder and len(folder) >= len(self._source):
                yield f"{folder}/{parts[count - 1]}"
        yield file.rpartition(".")[0]

    def _read(self, stem: str) -> dict[str, Field]:
        folder, fields = self._builder.folder, dict[str, Field]()
        for name in (f"{stem}.json", f"{stem}.11tydata.json"):
            if name in folder.files:
                try:
                    fields |= _fields(json.loads(folder.text(name)))
                except (ValueError, RecursionError, ContentError) as error:
                    message = f"its data cannot be read ({error})"
                    self._builder.notice(name, message, "Correct the JSON, then import again")
        for ending in _SCRIPTS:
            if (name := stem + ending) in folder.files:
                script = Script(folder.text(name))
                fields |= {key: Field(script.text(key), 0) for key in _KEYS if script.text(key)}
                if script.has("permalink") and not script.text("permalink"):
                    message = "the permalink in it is made by a program, and is not known"
                    self._builder.notice(name, message, "Add the old addresses to 'aliases'")
        return fields


def site_data(builder: Builder, folder: str) -> tuple[Configuration, Script]:
    """Returns the data of the whole site, in JSON and in JavaScript."""
    names = [f"{folder}/{stem}" for stem in ("metadata", "site", "meta", "config")]
    try:
        table = Configuration.read(
            builder.folder, *(f"{n}.json" for n in names if f"{n}.json" in builder.folder.files)
        )
    except ConfigurationError as error:
        builder.notice(folder, str(error))
        table = Configuration()
    scripts = [f"{name}.{ending}" for name in names for ending in ("js", "mjs", "cjs", "ts")]
    source = "\n".join(builder.folder.text(name) for name in scripts if name in builder.folder.files)
    return table, Script(source)


def _fields(table: Any, prefix: str = "") -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for key, value in table.items() if isinstance(table, Mapping) else ():
        name = f"{prefix}{key}".casefold()
        if isinstance(value, Mapping):
            fields |= _fields(value, f"{name}.")
        elif isinstance(value, list):
            fields[name] = Field([str(item) for item in value], 0)
        elif value is not None:
            fields[name] = Field(str(value).lower() if isinstance(value, bool) else str(value), 0)
    return fields


def add_settings(builder: Builder, table: Configuration, script: Script) -> None:
    """Adds the settings of a site, and the menu of the plugin for navigation."""
    builder.site.settings.update(
        site_settings(
            title=table.text("title", "name") or script.text("title", "name"),
            tagline=table.text("description", "subtitle") or script.text("description", "subtitle"),
            language=table.text("language", "lang", "locale") or script.text("language", "lang", "locale"),
            author=table.text("author.name", "author") or _author(script),
            email=table.text("author.email", "email") or script.text("email"),
        )
    )
    named = [page for page in builder.pages if page.document.get("eleventynavigation.key")]
    named.sort(key=lambda page: page.document.get("eleventynavigation.order").zfill(6))
    lines = [(page.address, page.document.get("eleventynavigation.key")) for page in named]
    add_menu(builder, lines, "eleventyNavigation")


def _author(script: Script) -> str:
    match = re.search(r"\bauthor\s*:\s*\{([^{}]*)\}", script.source)
    return Script(match[1]).text("name") if match else script.text("author")
