"""The cards of articles, as the index knows them."""

from __future__ import annotations

from chalicelib.index.file import IndexFile


def has_card(index: IndexFile, key: str, digest: str) -> bool:
    """Returns whether a card of the article in a file is in the bucket."""
    return (
        index.row("SELECT 1 FROM cards WHERE key = :key AND digest = :digest", key=key, digest=digest)
        is not None
    )


def known_cards(index: IndexFile) -> set[tuple[str, str]]:
    """Returns the file and digest of all cards."""
    return {(row["key"], row["digest"]) for row in index.rows("SELECT key, digest FROM cards")}
