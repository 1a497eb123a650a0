"""The search file brought up to the index, with the texts that a run has read already."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from chalicelib.content.article import Article
from chalicelib.content.problem import ContentError
from chalicelib.errors import Conflict, NotFound
from chalicelib.index import sqlite_features
from chalicelib.index.articles import by_key
from chalicelib.index.file import IndexFile
from chalicelib.index.publishing_queries import searchable
from chalicelib.index.search_document import SearchDocument
from chalicelib.index.search_update import SearchBucket, bring_up_to_date
from chalicelib.publishing.bucket import Bucket
from chalicelib.publishing.parsing import report_on
from chalicelib.publishing.render_worker import Renderer

log = logging.getLogger("billet")

SMALL_BLOG = 1000
"""Articles up to which each upload brings the search up to date: the file of more is large, and the schedule
sees to it."""

Texts = Mapping[tuple[str, str], str]
"""Words of texts, by key and ETag."""


class PublishingBucket(Bucket, SearchBucket, Protocol):
    """A bucket that both files of the index lie in."""


def is_worthwhile(index: IndexFile, texts: Texts) -> bool:
    """Returns whether a run that read these texts brings the search up to date at once: the blog is small, or
    most of it was read just now."""
    count = len(searchable(index))
    return count <= SMALL_BLOG or 2 * len(texts) > count


def update_search(
    bucket: PublishingBucket,
    index: IndexFile,
    renderer: Renderer,
    texts: Texts,
    time_left: Callable[[], float],
) -> str:
    """Brings the search file up to an index, and returns its ETag, "" where it has not all documents yet;
    `texts` need not be read again. Raises `Unavailable`."""
    if not sqlite_features.has_full_text_search():
        return ""  # the file there is waits for a function that can read it

    def documents_of(keys: set[str]) -> Iterator[SearchDocument]:
        for key in sorted(keys):
            article = by_key(index, key)
            text = _text(bucket, renderer, article, texts) if article else None
            if article and text is not None:
                yield SearchDocument(
                    key=key,
                    etag=article.etag,
                    title=article.title,
                    tags=article.tags,
                    categories=article.categories,
                    text=text,
                )

    return bring_up_to_date(bucket, searchable(index), documents_of, time_left)


def _text(bucket: Bucket, renderer: Renderer, article: Article, texts: Texts) -> str | None:
    """Returns the words of an article, None where its version cannot be had."""
    if (article.key, article.etag) in texts:
        return texts[article.key, article.etag]
    if_match = "" if article.version else article.etag
    try:
        fetched = bucket.fetch(article.key, version=article.version, if_match=if_match)
        assert fetched is not None, "the request was not conditional"
        return report_on(renderer, article, fetched.data).text
    except (NotFound, Conflict, ContentError) as error:
        log.error("not searched: %s: %s", article.key, error)
        return None
