"""The folder of a site made with Pelican (getpelican.com)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source


def _recognises(path: Path) -> bool:
    return path.is_dir() and (path / "pelicanconf.py").is_file()


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.pelican.reader import read

    return read(path, options)


SOURCE = Source("pelican", "Pelican", _recognises, _read)
