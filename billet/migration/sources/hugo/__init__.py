"""The folder of a site made with Hugo (gohugo.io)."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source
from billet.migration.sources.hugo.configuration import FILES


def _recognises(path: Path) -> bool:
    if not path.is_dir():
        return False
    own = any((path / name).is_file() for name in FILES if name.startswith("hugo."))
    own = own or (path / "config" / "_default").is_dir()
    older = any((path / name).is_file() for name in FILES) and (path / "content").is_dir()
    return own or (older and not _is_zola(path))


def _is_zola(path: Path) -> bool:
    """Zola calls the address ``base_url``, Hugo ``baseURL``."""
    file = path / "config.toml"
    return file.is_file() and b"base_url" in file.read_bytes()


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.hugo.reader import read

    return read(path, options)


SOURCE = Source("hugo", "Hugo", _recognises, _read)
