"""The content folder that the format ``markdown`` is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from billet import folder as folders
from billet.author import comment_records, message_records
from billet.migration.exporting.files import COMMENTS, MESSAGES, UNPUBLISHED
from billet.migration.file_paths import is_safe
from billet.migration.model import Medium, Notice, Origin, Site
from billet.migration.sources import Options
from billet.migration.sources.billet_export import items
from chalicelib.content import article as articles
from chalicelib.content import site as sites


def read(folder: Path, manifest: Mapping[str, Any], options: Options) -> Site:
    """Returns the site of a content folder: with files that were added since, and those that were changed as
    they are now."""
    paths = dict(folders.files(folder))
    known = {str(a["path"]): a for a in manifest.get("articles", ()) if isinstance(a, dict) and "path" in a}
    settings_file = paths.pop(sites.FILE).read_bytes() if sites.FILE in paths else b""
    site = items.site_of(manifest, settings_file, Origin(str(folder / sites.FILE)))
    texts = ((key, path.read_bytes()) for key, path in paths.items() if articles.kind_of(key))
    items.add_entries(site, ((key, data, known.get(key, {})) for key, data in texts), options)
    site.media = [
        Medium(path=key, origin=Origin(key), content=path)
        for key, path in paths.items()
        if not articles.kind_of(key)
    ]
    items.add_comments(site, comment_records.read(_lines(folder / COMMENTS)), COMMENTS)
    site.messages = message_records.read(_lines(folder / MESSAGES), MESSAGES)
    for file in manifest["files"]:
        key = str(file["path"])
        if key.startswith(UNPUBLISHED):
            message = "the version that readers did not see is not imported"
            site.notices.append(
                Notice(Origin(key), message, "Mend it, and publish it yourself", left_out=True)
            )
        elif not (is_safe(key) and (folder / key).exists()):
            message = "the file is in the list of the export, and not in the folder"
            site.notices.append(Notice(Origin(key), message, "Export again", left_out=True))
    return site


def _lines(path: Path) -> list[str]:
    """Returns the lines of a file, none where there is no file."""
    # Not `splitlines`: a text may hold other signs that end lines.
    return path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
