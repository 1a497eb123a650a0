"""A version that was put back into the bucket, put back into the content folder as well."""

from __future__ import annotations

from pathlib import Path

from billet.author import upload as uploads
from billet.author.history import Restored
from billet.author.upload import RefusedFile
from billet.folder import DEMO


def write_back(folder: Path, restored: Restored) -> str:
    """Writes the version into the folder where that has what the bucket had: the same bytes, or nothing after
    a deletion. Returns what became of the folder's file, for people; any other stays as it is."""
    path = folder / restored.key
    if not folder.is_dir():
        return f"there is no folder {folder}: name yours with --content, or publishing it undoes this"
    if not path.resolve().is_relative_to(folder.resolve()):
        return f"{path} leads out of the folder and was not written"
    try:
        return _write_where_same(folder, path, restored)
    except (OSError, RefusedFile) as error:  # the blog has the version already
        return f"{path} was not written ({error}): publishing the folder undoes this"


def _write_where_same(folder: Path, path: Path, restored: Restored) -> str:
    """Writes the version over what the bucket had. Raises `OSError`, `RefusedFile`."""
    etag = uploads.etag_of(uploads.read(restored.key, path)) if path.exists() else ""
    if etag == restored.etag:
        return f"{path} is the same"
    is_foreign = not etag and (folder / DEMO).exists()  # what was deleted elsewhere is no part of the demo
    if etag != restored.etag_before or is_foreign:
        what = "holds something else than the blog had" if etag else "is not there"
        return f"{path} {what} and was not written: publishing the folder undoes this"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(restored.data)
    partial.replace(path)
    return f"{path} is that version too"
