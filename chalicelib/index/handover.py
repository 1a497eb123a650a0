"""What an index hands on to the version after it: what no file can tell again."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.index.file import connect, decompressed, translated
from chalicelib.index.retired_id import RetiredId, title_digest


@dataclass(frozen=True)
class HandedOn:
    """The ids of all files, there or deleted, and the ids that had a path."""

    ids: list[RetiredId]
    former_paths: list[tuple[str, str]]


def handed_on(data: bytes) -> HandedOn:
    """Returns what an index of any version hands on: three tables whose columns never change. Raises
    `Corrupt`."""
    connection = connect()
    try:
        with translated():
            connection.deserialize(decompressed(data))
            retired = [
                RetiredId(**dict(row))
                for row in connection.execute(
                    "SELECT key, id, uploaded, etag, title_digest, path, status FROM retired_ids "
                    "ORDER BY number"
                )
            ]
            published = [
                RetiredId(key, id, uploaded, etag, title_digest(title), path, "published")
                for key, id, uploaded, etag, title, path in connection.execute(
                    "SELECT key, id, uploaded, etag, title, path FROM ids"
                )
            ]
            former_paths = list(map(tuple, connection.execute("SELECT path, id FROM former_paths")))
            return HandedOn(retired + published, former_paths)
    finally:
        connection.close()
