"""The folder of a site made with Hexo (hexo.io)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source

CONFIGURATIONS = ("_config.yml", "_config.yaml", "_config.json")


def _recognises(path: Path) -> bool:
    if not path.is_dir() or not any((path / name).is_file() for name in CONFIGURATIONS):
        return False
    package = path / "package.json"
    named = package.is_file() and b'"hexo' in package.read_bytes()
    return named or ((path / "scaffolds").is_dir() and (path / "source").is_dir())


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.hexo.reader import read

    return read(path, options)


SOURCE = Source("hexo", "Hexo", _recognises, _read)
