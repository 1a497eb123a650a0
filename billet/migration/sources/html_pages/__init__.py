"""A folder of saved HTML pages, such as a site that somebody wrote by hand."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source
from billet.migration.sources.html_pages.saved_files import is_page, walk

_MOST_FILES = 2000
"""Files of a folder that are looked at to recognise it."""


def _recognises(path: Path) -> bool:
    try:
        if path.is_file():
            return path.suffix.lower() in (".html", ".htm") and is_page(path)
        files = (file for _, file in zip(range(_MOST_FILES), walk(path), strict=False))
        return any(file.is_file() and is_page(file) for file in files)
    except OSError:
        return False


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.html_pages.reading import read_pages

    return read_pages(path, options)


SOURCE = Source("html", "A folder of saved HTML pages", _recognises, _read)
