"""A site as the files of a content folder, before any of them is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from billet.migration.importing import site_settings, texts
from billet.migration.importing.link_map import LinkMap
from billet.migration.importing.media_redirects import media_redirects
from billet.migration.importing.texts import ImportedFile
from billet.migration.importing.usable_items import leave_out_unusable
from billet.migration.model import Entry, Medium, Notice, Site
from billet.terminal import progress
from chalicelib.content import site_file
from chalicelib.content.site import FILE
from chalicelib.content.site import Site as SiteSettings


@dataclass(frozen=True)
class Preparation:
    """All that an import writes: `files` by path in the content folder, ``site.toml`` among them where it
    changes. `entries` are those that come, by path; `settings` are those of the folder after the import."""

    files: Mapping[str, bytes | Path]
    entries: Mapping[str, Entry]
    settings: SiteSettings
    links: LinkMap
    notices: list[Notice]


def prepare(site: Site, folder: Path) -> Preparation:
    """Returns what is to be written into a content folder. Raises `ConfigurationError` where its
    ``site.toml`` cannot be read."""
    leave_out_unusable(site)
    notices = [*site.notices, *map(_undated, filter(_is_undated, site.entries))]
    links = LinkMap(site)
    redirects = [*site.redirects, *media_redirects(site, links)]
    settings_file = site_settings.merge(folder, site.settings, redirects, notices, site.settings_file)
    settings = site_file.parse(settings_file) if settings_file.strip() else SiteSettings()
    files: dict[str, bytes | Path] = {}
    for text in _texts(site, links, settings.language):
        files[text.path] = text.data
        notices += text.notices
    for medium in site.media:
        if medium.content is None:
            notices.append(_missing(medium))
        else:
            files[medium.path] = medium.content
    if settings_file.strip() and not _is_same(folder / FILE, settings_file):
        files[FILE] = settings_file
    return Preparation(files, {entry.path: entry for entry in site.entries}, settings, links, notices)


def _texts(site: Site, links: LinkMap, language: str) -> Iterator[ImportedFile]:
    with progress("Converting", len(site.entries)) as advance:
        for entry in site.entries:
            yield texts.file_of(entry, links, language)
            advance(1)


def _is_undated(entry: Entry) -> bool:
    is_imported = entry.source is None and not entry.draft
    return entry.kind == "articles" and entry.date is None and is_imported


def _undated(entry: Entry) -> Notice:
    message = "it has no date, and will have that of the day on which it is published"
    return Notice(entry.origin, message, f"Write its date into {entry.path} before")


def _missing(medium: Medium) -> Notice:
    message = f"the source does not hold {medium.path.rpartition('/')[2]}"
    remedy = (
        f"Name the folder it is in with --pictures, or fetch it from {medium.url} with --fetch"
        if medium.url
        else "Name the folder it is in with --pictures"
    )
    return Notice(medium.origin, message, remedy, left_out=True)


def _is_same(path: Path, data: bytes) -> bool:
    return path.exists() and path.read_bytes() == data
