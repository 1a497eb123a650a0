"""The folder of a site made with Astro (astro.build)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source

CONFIGURATIONS = tuple(f"astro.config.{ending}" for ending in ("mjs", "ts", "js", "mts", "cjs"))


def _recognises(path: Path) -> bool:
    return path.is_dir() and any((path / name).is_file() for name in CONFIGURATIONS)


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.astro.reader import read

    return read(path, options)


SOURCE = Source("astro", "Astro", _recognises, _read)
