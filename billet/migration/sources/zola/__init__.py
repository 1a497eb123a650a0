"""The folder of a site made with Zola (getzola.org)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source

CONFIGURATIONS = ("zola.toml", "config.toml")


def _recognises(path: Path) -> bool:
    if not path.is_dir() or not (path / "content").is_dir():
        return False
    files = [path / name for name in CONFIGURATIONS if (path / name).is_file()]
    return any(file.name == "zola.toml" or b"base_url" in file.read_bytes() for file in files)


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.zola.reader import read

    return read(path, options)


SOURCE = Source("zola", "Zola", _recognises, _read)
