"""The folder of a site made with Nikola (getnikola.com)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source


def _recognises(path: Path) -> bool:
    file = path / "conf.py"
    return path.is_dir() and file.is_file() and b"BLOG_TITLE" in file.read_bytes()


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.nikola.reader import read

    return read(path, options)


SOURCE = Source("nikola", "Nikola", _recognises, _read)
