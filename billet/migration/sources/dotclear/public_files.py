"""Dotclear's media: the files of its folder ``public``, and the thumbnails it made of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from billet.migration.file_paths import FilePaths
from billet.migration.model import Entry, Medium, Notice, Origin
from billet.migration.sources.dotclear.flat_file import FlatFile
from billet.migration.sources.source_files import file_in

_THUMBNAIL = re.compile(
    r"(?P<folder>.*/|)\.(?P<stem>[^/]+)_(?:sq|t|s|m|l|o)\.(?:jpe?g|png|gif|webp|avif)\Z", re.I
)


def public_media(
    file: FlatFile,
    public: str,
    home: str,
    entries: Iterable[Entry],
    folders: Iterable[Path | None],
    notices: list[Notice],
) -> Iterator[Medium]:
    """Yields each file that the export lists or a text names. `public` is the address of their folder from
    the root, `home` that of the site, "" where it is not known; the files are in one of `folders`."""
    folders, paths = tuple(folders), FilePaths()
    origins = {row["media_file"]: Origin(file.name, int(row["line"])) for row in file.rows("media")}
    private = {row["media_file"] for row in file.rows("media") if row.get("media_private") == "1"}
    named = dict(_named(entries, public))
    for path, origin in named.items():
        if not _THUMBNAIL.match(path) and path not in origins:
            origins[path] = origin
    thumbnails = _thumbnails(named, origins)
    for path, origin in origins.items():
        if path in private:
            notices.append(Notice(origin, f"{path} was private, and does not come", left_out=True))
            continue
        contents = (file_in(folder, path) for folder in folders)
        addresses = [f"{public}/{quote(name)}" for name in (path, *thumbnails.get(path, ()))]
        yield Medium(
            path=paths.medium(path),
            origin=origin,
            content=next(filter(None, contents), None),
            url=f"{home}{addresses[0]}" if home else "",
            addresses=tuple(addresses),
        )


def _named(entries: Iterable[Entry], public: str) -> Iterator[tuple[str, Origin]]:
    """Yields each path below the folder that a text names, with the text's origin."""
    address = re.compile(rf"""["'=(,]\s*(?:https?://[^/"'\s]+)?{re.escape(public)}/([^"'<>\s?#]+)""")
    for entry in entries:
        for match in address.finditer(entry.text):
            yield unquote(match[1]), entry.origin


def _thumbnails(named: Iterable[str], files: Iterable[str]) -> dict[str, list[str]]:
    """Returns the thumbnails among the named paths, by the picture that they are of."""
    by_stem = {path.rpartition(".")[0]: path for path in files}
    thumbnails: dict[str, list[str]] = {}
    for path in named:
        match = _THUMBNAIL.match(path)
        if match and (original := by_stem.get(match["folder"] + match["stem"])):
            thumbnails.setdefault(original, []).append(path)
    return thumbnails
