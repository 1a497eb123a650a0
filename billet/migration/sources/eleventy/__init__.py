"""The folder of a site made with Eleventy (11ty.dev)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source

CONFIGURATIONS = (
    ".eleventy.js",
    *(f"eleventy.config.{ending}" for ending in ("js", "mjs", "cjs", "ts", "mts", "cts")),
)


def _recognises(path: Path) -> bool:
    return path.is_dir() and any((path / name).is_file() for name in CONFIGURATIONS)


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.eleventy.reader import read

    return read(path, options)


SOURCE = Source("eleventy", "Eleventy", _recognises, _read)
