"""The files that hold for the whole site, on their way into the index: ``site.toml`` and ``theme.css``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from chalicelib.content import site as sites
from chalicelib.content import site_file, theme_file
from chalicelib.content import theme as themes
from chalicelib.content.problem import Problem
from chalicelib.content.site import Site
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import first_generation
from chalicelib.index.rows import FileRow
from chalicelib.index.writer import IndexWriter
from chalicelib.publishing.changes import Changes
from chalicelib.publishing.parsing import FileParser, RejectedFile

T = TypeVar("T")


@dataclass(frozen=True)
class SettingsFile(Generic[T]):
    """What holds of one of these files now; the ETag of the bytes that were read, "" for none; and why these
    do not hold, if so."""

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
    return Settings(
        _read(parser, changes, sites.FILE, (Site(), index.site), site_file.parse, site_file.LARGEST),
        _read(parser, changes, themes.FILE, ("", index.theme), theme_file.parse, theme_file.LARGEST),
    )


def _read(
    parser: FileParser,
    changes: Changes,
    key: str,
    values: tuple[T, T],
    parse: Callable[[bytes], T],
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
    return SettingsFile(key, result.value, result.etag)
