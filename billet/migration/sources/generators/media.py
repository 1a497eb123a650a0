"""Media of a generator's folder, and the redirects from their old addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from billet.migration.model import Medium, OldAddress
from chalicelib.content.media import url_path
from chalicelib.content.old_address import decoded

_LOOK = (".css", ".scss", ".sass", ".less", ".styl", ".js", ".mjs", ".cjs", ".map", ".eot", ".ttf", ".woff")
_TEMPLATES = (".liquid", ".njk", ".ejs", ".pug", ".hbs", ".webc", ".vue", ".svelte", ".astro", ".webmanifest")
_PROGRAMS = (
    ".toml",
    ".yml",
    ".yaml",
    ".json",
    ".meta",
    ".lock",
    ".gemspec",
    ".py",
    ".ts",
    ".mts",
    ".rb",
    ".sh",
)

_OF_THE_SITE = frozenset(
    {
        *("robots.txt", "humans.txt", "cname", "_redirects", "_headers", "browserconfig.xml", "sitemap.xml"),
        *("feed.xml", "atom.xml", "rss.xml", "404.html", "search.xml", "security.txt", "gemfile", "rakefile"),
        *("makefile", "readme.md", "license", "thumbs.db", "desktop.ini"),
    }
)
"""Names of files that Billet has itself, or that speak to a host."""


def is_medium(name: str) -> bool:
    """Returns whether a file may be one of the author's, and belongs not to the look of the site."""
    base = posixpath.basename(name).lower()
    return not base.endswith((*_LOOK, *_TEMPLATES)) and base not in _OF_THE_SITE


def is_program(name: str) -> bool:
    """Returns whether a file belongs to the look of a site or to its generator, where the site did not show
    it."""
    return not is_medium(name) or name.lower().endswith(_PROGRAMS)


def media_redirects(media: Iterable[Medium]) -> list[OldAddress]:
    """Returns the redirects of media: one for all of a folder that moved as a whole, others each by itself.
    The order is that of the media."""
    lines: dict[str, str] = {}
    moved: list[tuple[str, str]] = []
    for medium in media:
        new = url_path(medium.path)
        for old in medium.addresses:
            if not old.startswith("/") or decoded(old).casefold() == decoded(new).casefold():
                continue
            moved.append((old, new))
    for old, new in moved:
        line = _folder_line(old, new)
        known = lines.setdefault(*line)
        if known != line[1]:
            lines[old] = new
    return [OldAddress(old, new) for old, new in lines.items() if not _is_covered(old, new, lines)]


def _folder_line(old: str, new: str) -> tuple[str, str]:
    """Returns the line for the highest folder of an old address below which nothing changed its name; the
    first part of the address stays, so that no line is for the whole site."""
    old_parts, new_parts = old.strip("/").split("/"), new.strip("/").split("/")
    common = 0
    while common < min(len(old_parts) - 1, len(new_parts) - 1) and decoded(old_parts[-1 - common]) == decoded(
        new_parts[-1 - common]
    ):
        common += 1
    if not common:
        return old, new
    old_folder = "/".join(old_parts[: len(old_parts) - common])
    new_folder = "/".join(new_parts[: len(new_parts) - common])
    return f"/{old_folder}/*", f"/{new_folder}/*"


def _is_covered(old: str, new: str, lines: dict[str, str]) -> bool:
    """Returns whether a line for a folder above says the same, and none between says otherwise."""
    if not old.endswith("/*"):
        return False
    parts = old.removesuffix("/*").strip("/").split("/")
    for count in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:count]) + "/*"
        if above in lines:
            rest = "/".join(parts[count:])
            return f"{lines[above].removesuffix('*')}{rest}/*" == new
    return False
