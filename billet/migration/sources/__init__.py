"""The sources that `billet import` reads, each a module: what another tool wrote, to a `Site`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from billet.migration.model import Site
from chalicelib.errors import ConfigurationError

MODULES: tuple[str, ...] = (
    "billet_export",
    "wordpress",
    "blogger",
    "disqus",
    "isso",
    "remark42",
    "feeds",
    "ghost",
    "dotclear",
    "spip",
    "hugo",
    "zola",
    "jekyll",
    "hexo",
    "pelican",
    "nikola",
    "eleventy",
    "astro",
    "html_pages",
)
"""The modules of this package that have a `SOURCE`, in the order in which they are asked: what recognises
less by its own marks, such as any folder with HTML, comes last."""


@dataclass(frozen=True)
class Options:
    """What a source cannot know of itself.

    `zone` is that of times without one, where the source names none; `address` is that of the old site's
    home page, "" where the source tells; `pictures` is a folder in which media are that the source names
    and does not hold, such as a copy of ``wp-content/uploads``.
    """

    zone: ZoneInfo
    address: str = ""
    pictures: Path | None = None


@dataclass(frozen=True)
class Source:
    """One kind of source.

    `name` is what `--from` takes, `title` is for people. `recognises` tells whether a file or folder is
    one, by its first bytes or its names, and never raises. `read` returns what it holds; what is wrong with
    an item is a notice. It raises `ConfigurationError`, one line with the file, its line and a remedy, only
    where nothing can be read. It changes no file, and asks nothing of the net.
    """

    name: str
    title: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path, Options], Site]


def all_sources() -> Iterator[Source]:
    """Yields each kind of source, in the order in which they are asked."""
    for name in MODULES:
        source: Source = import_module(f"{__name__}.{name}").SOURCE
        yield source


def recognise(path: Path, name: str = "") -> Source:
    """Returns the kind of source at `path`, or the one called `name`. Raises `ConfigurationError` where
    there is none."""
    if not path.exists():
        raise ConfigurationError(f"there is no {path}: name the file or folder that the old blog is in")
    for source in all_sources():
        if source.name == name or (not name and source.recognises(path)):
            return source
    known = ", ".join(source.name for source in all_sources())
    if name:
        raise ConfigurationError(f"there is no source {name!r}: write one of {known}")
    raise ConfigurationError(f"{path} is of no kind that is known: name it with --from, one of {known}")
