"""The sounds and films in a text."""

from __future__ import annotations

from datetime import datetime

from chalicelib.content.article import Article
from chalicelib.content.media import MediaFile, type_of
from chalicelib.index.file import IndexFile
from chalicelib.index.links import resolver
from chalicelib.index.visibility import PUBLIC, microseconds


def players(index: IndexFile, now: datetime, article: Article) -> list[tuple[str, MediaFile]]:
    """Returns the sounds and films in the text of an article that readers may see, with their keys, in its
    order."""
    rows = index.rows(
        "SELECT written FROM articles CROSS JOIN article_references USING (article) "
        f"WHERE articles.key = :key AND article_references.kind = 'player' AND {PUBLIC} ORDER BY position",
        key=article.key,
        now=microseconds(now),
    )
    links = resolver(index, now)
    targets = (links.resolve(row["written"], article.key) for row in rows)
    media = {target.key: target.medium for target in targets if target.medium}
    return [(key, medium) for key, medium in media.items() if type_of(key).startswith(("audio/", "video/"))]
