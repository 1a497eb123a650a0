"""What `billet export` wrote as ``markdown`` or ``json``."""

from __future__ import annotations

from pathlib import Path

from billet.migration.exporting.export_folder import MANIFEST, read_manifest
from billet.migration.exporting.json_document import DOCUMENT
from billet.migration.model import Site
from billet.migration.sources import Options, Source
from billet.migration.sources.billet_export import content_folder, document
from chalicelib.errors import ConfigurationError


def _recognises(path: Path) -> bool:
    if path.is_dir():
        return (path / MANIFEST).is_file()
    return path.name == DOCUMENT and path.is_file()


def _read(path: Path, options: Options) -> Site:
    """Returns what an export holds. Raises `ConfigurationError` for one that is not whole, or of a format
    that cannot be read back."""
    if path.is_file():
        return document.read(path, options)
    manifest = read_manifest(path)
    if manifest["format"] == "json":
        return document.read(path / DOCUMENT, options)
    if manifest["format"] != "markdown":
        raise ConfigurationError(
            f"{path} is an export as {manifest['format']}, which does not hold all: "
            "export the blog as markdown or json to import it"
        )
    return content_folder.read(path, manifest, options)


SOURCE = Source("billet", "An export of Billet, as markdown or json", _recognises, _read)
