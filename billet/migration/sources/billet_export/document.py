"""The document that the format ``json`` is, and the media beside it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from billet.author import comment_records, message_records
from billet.migration.exporting.json_document import DOCUMENT, DOCUMENT_VERSION
from billet.migration.file_paths import is_safe
from billet.migration.model import Medium, Notice, Origin, Site
from billet.migration.sources import Options
from billet.migration.sources.billet_export import items
from chalicelib.content import site as sites
from chalicelib.content import theme as themes
from chalicelib.errors import ConfigurationError


def read(path: Path, options: Options) -> Site:
    """Returns the site of a document. Raises `ConfigurationError` where it cannot be read."""
    document = _load(path)
    files = {str(file["path"]): _bytes(file) for file in _items(path, document, "files")}
    settings_file = files.get(sites.FILE, b"")
    site = items.site_of(document, settings_file, Origin(DOCUMENT, item=sites.FILE))
    entries = ((str(e["path"]), _bytes(e["source"]), e) for e in _items(path, document, "entries"))
    items.add_entries(site, entries, options)
    site.media += _media(path.parent, _items(path, document, "media"), site.notices)
    if theme := files.get(themes.FILE):
        site.media.append(Medium(path=themes.FILE, origin=Origin(DOCUMENT), content=theme))
    items.add_comments(site, comment_records.read(map(json.dumps, document.get("comments", ()))), DOCUMENT)
    for number, message in enumerate(document.get("messages", ()), start=1):
        site.messages.append(
            message_records.message_of(json.dumps(message), Origin(DOCUMENT, item=f"message {number}"))
        )
    for file in _items(path, document, "unpublished"):
        message = "the version that readers did not see is not imported"
        origin = Origin(DOCUMENT, item=str(file["path"]))
        site.notices.append(Notice(origin, message, "Mend it, and publish it yourself", left_out=True))
    return site


def _load(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
        is_ours = document["format"] == "billet" and document["version"] == DOCUMENT_VERSION
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ConfigurationError(f"{path} cannot be read ({error}): export the blog again") from error
    if not is_ours:
        raise ConfigurationError(f"{path} is of another version of Billet: export the blog with this one")
    return dict(document)


_NEEDED = {
    "files": ("path",),
    "unpublished": ("path",),
    "entries": ("path", "id", "source"),
    "media": ("path", "sha256"),
}
"""What the items of each list must have."""


def _items(path: Path, document: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yields the items of a list. Raises `ConfigurationError` for one without what it must have."""
    needed = _NEEDED[name]
    for number, item in enumerate(document.get(name, ()), start=1):
        if not isinstance(item, dict) or any(key not in item for key in needed):
            what = f"{path}: item {number} of '{name}' has no {' or '.join(needed)}"
            raise ConfigurationError(f"{what}: export the blog again")
        if not is_safe(str(item["path"])):
            raise ConfigurationError(f"{path}: item {number} of '{name}' has a path that leads elsewhere")
        yield item


def _media(folder: Path, items: Iterable[dict[str, Any]], notices: list[Notice]) -> Iterator[Medium]:
    root = folder.resolve()
    for item in items:
        path, origin = folder / str(item["path"]), Origin(str(item["path"]))
        if not path.is_file() or not path.resolve().is_relative_to(root):
            message = "the file is in the document, and not beside it"
            notices.append(Notice(origin, message, "Put it there, or export again", left_out=True))
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != item["sha256"]:
                notices.append(Notice(origin, "the file is not the one that was exported: it comes as it is"))
        yield Medium(path=str(item["path"]), origin=origin, content=path)


def _bytes(source: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(source["base64"]) if "base64" in source else str(source["text"]).encode()
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"a file in {DOCUMENT} cannot be read ({error}): export again") from error
