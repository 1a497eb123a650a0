"""Warnings about what menu, look and theme name, held against what there is when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from urllib.parse import unquote

from chalicelib.content import site as sites
from chalicelib.content import theme as themes
from chalicelib.content.media import FOLDER
from chalicelib.content.problem import Problem, warning
from chalicelib.content.text import quoted
from chalicelib.index.address_warnings import leads_nowhere
from chalicelib.index.file import IndexFile
from chalicelib.index.links import IndexTargets
from chalicelib.markdown.link_resolver import nfc


def appearance_warnings(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns those about ``site.toml``."""
    yield from _dead_menu(index, now)
    yield from _missing_pictures(index)


def theme_warnings(index: IndexFile) -> list[Problem]:
    """Returns those about ``theme.css``."""
    return list(_missing_media_of_theme(index))


def _dead_menu(index: IndexFile, now: datetime) -> Iterator[Problem]:
    """Returns warnings for the lines of the menu that lead to nothing; none while files are left for a later
    run."""
    if not index.number("SELECT complete FROM state"):
        return
    for link in index.site.menu:
        if leads_nowhere(index, link.target, now):
            message = f"the menu has {quoted(link.target)}, and nothing is there: it is left out"
            yield warning(sites.FILE, link.line, message, "Correct its address", "unknown-choice")


def _missing_pictures(index: IndexFile) -> Iterator[Problem]:
    for name in ("look.logo", "look.header", "look.favicon"):
        key = attrgetter(name)(index.site)
        if key and not _has_medium(index, key):
            message = f"'{name}' is {quoted(key)}, and there is no such file: it is left out"
            yield _missing_picture(sites.FILE, index.site.line_of(name), message)


def _missing_media_of_theme(index: IndexFile) -> Iterator[Problem]:
    for name, line in themes.media_of(index.theme):
        key = FOLDER + unquote(name)
        if not _has_medium(index, key):
            yield _missing_picture(themes.FILE, line, f"there is no file {quoted(key)}")


def _has_medium(index: IndexFile, key: str) -> bool:
    return IndexTargets(index, None).medium_of_file(nfc(key)) is not None


def _missing_picture(file: str, line: int, message: str) -> Problem:
    return warning(file, line, message, "Upload it to media/, or correct its name", "missing-picture")
