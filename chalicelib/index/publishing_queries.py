"""What publishing asks of the index before it writes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.content.article import Article, Kind
from chalicelib.content.media import MediaFile
from chalicelib.index.articles import articles_where
from chalicelib.index.file import IndexFile
from chalicelib.index.links import media_file_of
from chalicelib.index.retired_id import RetiredId


@dataclass(frozen=True)
class State:
    """Which state of the bucket an index was made of: how many there were before, a digest of its list,
    whether all its files were read, and by which rules."""

    generation: int
    listing_digest: str
    complete: bool
    parser_version: int


def state_of(index: IndexFile) -> State:
    """Returns the state that an index was made of."""
    row = index.row("SELECT generation, listing_digest, complete, parser_version FROM state")
    assert row is not None, "it is looked at when an index is opened"
    return State(row[0], row[1], bool(row[2]), row[3])


def text_etags(index: IndexFile) -> dict[str, str]:
    """Returns the ETags at which texts and settings were last read, good or not, by key; "" for what must be
    read again."""
    return dict(map(tuple, index.rows("SELECT key, iif(unread, '', etag) FROM files")))


def has_unread(index: IndexFile) -> bool:
    """Returns whether any text or the settings must be read again."""
    return index.row("SELECT 1 FROM files WHERE unread LIMIT 1") is not None


def slug_conflicts(index: IndexFile) -> set[str]:
    """Returns the files that are refused only because another has their address."""
    return {row[0] for row in index.rows("SELECT key FROM files WHERE slug_conflict = 1")}


def media_files(index: IndexFile) -> dict[str, MediaFile]:
    """Returns all media, by key."""
    return {row["key"]: media_file_of(row) for row in index.rows("SELECT * FROM media")}


def may_be_renamed(index: IndexFile, keys: Iterable[str], etags: Iterable[str]) -> bool:
    """Returns whether any of these files, which are still to be read, may be one that is gone and had one of
    these ETags: it has no article yet, and does not only wait for an address with other bytes."""
    statement = (
        "SELECT 1 FROM json_each(:keys) AS deferred LEFT JOIN files ON files.key = deferred.value "
        "WHERE NOT EXISTS (SELECT 1 FROM articles WHERE articles.key = deferred.value) AND "
        "(files.key IS NULL OR slug_conflict = 0 OR etag IN (SELECT value FROM json_each(:etags))) LIMIT 1"
    )
    return bool(index.row(statement, keys=json.dumps(list(keys)), etags=json.dumps(list(etags))))


def first_generation(index: IndexFile, key: str) -> int | None:
    """Returns the generation that saw a file first, None for one that was never there."""
    row = index.row("SELECT since FROM files WHERE key = :key", key=key)
    return row[0] if row else None


def recent_articles(index: IndexFile, etags: Iterable[str]) -> list[Article]:
    """Returns the articles with one of these ETags that the last state of the bucket was the first to
    have."""
    return articles_where(
        index,
        "key IN (SELECT key FROM files WHERE since = (SELECT generation FROM state)) "
        "AND etag IN (SELECT value FROM json_each(:etags))",
        etags=json.dumps(list(etags)),
    )


def retired_ids(index: IndexFile) -> list[RetiredId]:
    """Returns the ids that no published article has, in the order in which they were written."""
    columns = "key, id, uploaded, etag, title_digest, path, status"
    return [RetiredId(*row) for row in index.rows(f"SELECT {columns} FROM retired_ids ORDER BY number")]


def deleted_ids(index: IndexFile) -> list[str]:
    """Returns the ids of articles and pages whose files are gone."""
    return [row[0] for row in index.rows("SELECT id FROM retired_ids WHERE status = 'deleted' ORDER BY id")]


def existing_ids(index: IndexFile, ids: Iterable[str]) -> list[str]:
    """Returns those of `ids` whose article has a file, published or waiting for an address."""
    statement = (
        "WITH given AS (SELECT value AS id FROM json_each(:ids)) "
        "SELECT id FROM given JOIN articles USING (id) UNION "
        "SELECT id FROM given JOIN retired_ids USING (id) WHERE status <> 'deleted' ORDER BY id"
    )
    return [row[0] for row in index.rows(statement, ids=json.dumps(list(ids)))]


def waiting_keys(index: IndexFile) -> set[str]:
    """Returns the files that have an id and no published article, and were not seen to be gone."""
    return {row[0] for row in index.rows("SELECT key FROM retired_ids WHERE status <> 'deleted'")}


def former_paths(index: IndexFile) -> dict[str, list[str]]:
    """Returns the addresses that articles had and have no longer, by the id of the article."""
    paths: dict[str, list[str]] = {}
    for path, id in index.rows("SELECT path, id FROM former_paths ORDER BY path"):
        paths.setdefault(id, []).append(path)
    return paths


def key_of_id(index: IndexFile, id: str) -> str:
    """Returns the file of the article with an id, "" where there is none."""
    row = index.row("SELECT key FROM articles WHERE id = :id", id=id)
    return row[0] if row else ""


def key_at(index: IndexFile, kind: Kind, slug: str) -> str:
    """Returns the file of the article at an address, "" where there is none."""
    row = index.row("SELECT key FROM articles WHERE kind = :kind AND slug = :slug", kind=kind, slug=slug)
    return row[0] if row else ""


def searchable(index: IndexFile) -> dict[str, str]:
    """Returns the ETags of the articles that search knows, by key: all but drafts, since it knows no
    state."""
    statement = "SELECT key, etag FROM articles WHERE kind = 'articles' AND draft = 0"
    return dict(map(tuple, index.rows(statement)))
