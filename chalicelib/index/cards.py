"""The cards of articles, as the index knows them."""

from __future__ import annotations

from datetime import datetime

from chalicelib.index.file import IndexFile
from chalicelib.index.visibility import PUBLIC, microseconds


def has_card(index: IndexFile, now: datetime, key: str, digest: str) -> bool:
    """Returns whether a card of the article in a file is in the bucket, and readers may see the article."""
    statement = (
        "SELECT 1 FROM cards JOIN articles USING (key) "
        f"WHERE cards.key = :key AND cards.digest = :digest AND {PUBLIC}"
    )
    return index.row(statement, key=key, digest=digest, now=microseconds(now)) is not None


def known_cards(index: IndexFile) -> set[tuple[str, str]]:
    """Returns the file and digest of all cards."""
    return {(row["key"], row["digest"]) for row in index.rows("SELECT key, digest FROM cards")}
