"""The files that hold for the whole site, on their way into the index: ``site.toml`` and ``theme.css``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from chalicelib.content import site as sites
from chalicelib.content import site_file, theme_file
from chalicelib.content import theme as themes
from chalicelib.content.problem import ContentError, Problem, warning
from chalicelib.content.site import Site
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import first_generation
from chalicelib.index.rows import FileRow
from chalicelib.index.writer import IndexWriter
from chalicelib.publishing.changes import Changes
from chalicelib.publishing.finding_messages import message_of
from chalicelib.publishing.parsing import FileParser, RejectedFile
from chalicelib.publishing.render_worker import Renderer

T = TypeVar("T")

Warnings = tuple[Problem, ...]


@dataclass(frozen=True)
class SettingsFile(Generic[T]):
    """What holds of one of these files now; the ETag of the bytes that were read, "" for none; and what is to
    be said of these, errors where they do not hold."""

    key: str
    value: T
    etag: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What holds for the whole site."""

    site_file: SettingsFile[Site]
    theme_file: SettingsFile[str]

    @property
    def site(self) -> Site:
        """The settings."""
        return self.site_file.value

    @property
    def theme(self) -> str:
        """The author's own style sheet."""
        return self.theme_file.value

    def is_current(self, changes: Changes) -> bool:
        """Returns whether all that was read are the bytes that were listed."""
        return all(file.etag == changes.etags.get(file.key, "") for file in (self.site_file, self.theme_file))

    def write_files(self, writer: IndexWriter, changes: Changes) -> None:
        """Writes what became of the files that changed."""
        for file in (self.site_file, self.theme_file):
            if file.key in changes.changed and file.etag:
                since = first_generation(writer.index, file.key)
                since = changes.generation if since is None else since
                writer.write_file(FileRow(file.key, file.etag, since, file.problems))


def read_settings(parser: FileParser, index: IndexFile, changes: Changes) -> Settings:
    """Returns what holds for the whole site."""
    parse_site = partial(_parse_site, parser.renderer)
    return Settings(
        _read(parser, changes, sites.FILE, (Site(), index.site), parse_site, site_file.LARGEST),
        _read(parser, changes, themes.FILE, ("", index.theme), _parse_theme, theme_file.LARGEST),
    )


def _parse_site(renderer: Renderer, data: bytes) -> tuple[Site, Warnings]:
    """Returns the settings, and warnings about the texts in them, which are rendered on trial. Raises
    `ContentError`."""
    site = site_file.parse(data)
    warnings: list[Problem] = []
    for name, text in site.texts().items():
        line = site.line_of(name)
        try:
            report = renderer.report(text, site.language, sites.FILE)
        except ContentError as error:
            raise ContentError(replace(error.problem, line=line)) from error
        warnings += (
            warning(sites.FILE, line, *message_of(finding), finding.code) for finding in report.findings
        )
    return site, tuple(warnings)


def _parse_theme(data: bytes) -> tuple[str, Warnings]:
    return theme_file.parse(data), ()


def _read(
    parser: FileParser,
    changes: Changes,
    key: str,
    values: tuple[T, T],
    parse: Callable[[bytes], tuple[T, Warnings]],
    max_bytes: int,
) -> SettingsFile[T]:
    """Returns what holds of a file: of `values` the first where there is none, and the second, which held
    before, where it is wrong or was deleted since it was listed."""
    default, before = values
    if key not in changes.etags:
        return SettingsFile(key, default)
    if key not in changes.changed:
        return SettingsFile(key, before, changes.etags[key])
    result = parser.settings(key, changes.etags[key], parse, max_bytes)
    if result is None:
        return SettingsFile(key, before)
    if isinstance(result, RejectedFile):
        return SettingsFile(key, before, result.etag, result.problems)
    return SettingsFile(key, result.value, result.etag, result.warnings)
