"""The settings of a Hugo site, in one file or in the folder ``config``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, tzinfo

from billet.migration.sources.generators.configuration import Configuration
from billet.migration.sources.generators.folder import Folder
from billet.migration.sources.lenient_addresses import urlsplit
from chalicelib.content import zones
from chalicelib.errors import ConfigurationError

FILES = tuple(f"{name}.{ending}" for name in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json"))

TAXONOMY_NAMES = {"tag": "tags", "category": "categories"}
"""The names of taxonomies in Billet, by the names that Hugo has for one of their terms."""


@dataclass(frozen=True)
class Language:
    """A language of the site: its `content` folder, and the `prefix` of its addresses."""

    name: str
    content: str
    prefix: str
    title: str = ""


def read_configuration(folder: Folder) -> Configuration:
    """Returns the settings of a site; those for production come first."""
    files = [name for name in FILES if name in folder.files][:1]
    configuration = Configuration.read(folder, *files)
    for name in [*folder.below("config/_default"), *folder.below("config/production")]:
        *_, environment, file = name.split("/")
        stem, _, ending = file.partition(".")
        if environment not in ("_default", "production") or ending not in ("toml", "yaml", "yml", "json"):
            continue
        part = Configuration.read(folder, name)
        if stem not in ("hugo", "config"):
            part = Configuration({{"menu": "menus"}.get(stem, stem): part.values})
        configuration = configuration.with_defaults_of(part, reverse=True)
    if not configuration.values:
        raise ConfigurationError(f"{folder.root} has no {FILES[0]}: name the folder that it is in")
    return configuration


def languages(configuration: Configuration) -> list[Language]:
    """Returns the languages of a site, the one of addresses without a prefix first."""
    content = configuration.text("contentDir", default="content")
    default = configuration.text("defaultContentLanguage", default="en").lower()
    table = configuration.table("languages")
    named = [name for name in table.values if not table.flag(f"{name}.disabled")]
    if not named:
        code = configuration.text("languageCode", "locale") or default
        return [
            Language(code if "defaultcontentlanguage" not in configuration.values else default, content, "")
        ]
    in_folder = configuration.flag("defaultContentLanguageInSubdir")
    result = [
        Language(
            name,
            table.text(f"{name}.contentDir", default=content),
            name if name != default or in_folder else "",
            table.text(f"{name}.title"),
        )
        for name in named
    ]
    return sorted(result, key=lambda language: language.name != default)


def zone(configuration: Configuration, languages_: list[Language]) -> tzinfo:
    """Returns the zone of dates that name none: UTC where the settings do not say."""
    name = configuration.text("timeZone", f"languages.{languages_[0].name}.timeZone")
    return (zones.find(name) if name else None) or UTC


def address(configuration: Configuration, given: str) -> tuple[str, str]:
    """Returns the address of the home page, "" for one that nobody has, and its path."""
    written = (given or configuration.text("baseURL")).strip()
    try:
        parts = urlsplit(written)
    except ValueError:
        return "", ""
    path = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or re.match(r"localhost\b|127\.", parts.netloc):
        return "", path
    return f"{parts.scheme}://{parts.netloc}" + (f"/{path}" if path else ""), path
