"""The folder of a site made with Jekyll (jekyllrb.com), or Octopress."""

from __future__ import annotations

from pathlib import Path

from billet.migration.model import Site
from billet.migration.sources import Options, Source

CONFIGURATIONS = ("_config.yml", "_config.yaml", "_config.toml")
_OWN = ("_posts", "_layouts", "_includes", "_drafts", "_data", "_sass", "Gemfile", "_plugins")


def _recognises(path: Path) -> bool:
    if not path.is_dir():
        return False
    configured = any((path / name).is_file() for name in CONFIGURATIONS)
    source = (
        path / "source" if (path / "source" / "_posts").is_dir() and (path / "Rakefile").exists() else path
    )
    is_hexo = (path / "scaffolds").is_dir() or (
        (path / "package.json").is_file() and not (path / "Gemfile").exists()
    )
    own = any((source / name).exists() for name in _OWN)
    return (source / "_posts").is_dir() or (configured and (own or not is_hexo))


def _read(path: Path, options: Options) -> Site:
    from billet.migration.sources.jekyll.reader import read

    return read(path, options)


SOURCE = Source("jekyll", "Jekyll", _recognises, _read)
