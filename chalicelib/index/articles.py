"""One article or standing page: by its address, and what its page leads to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chalicelib.content.article import KINDS, Article, Kind, Summary
from chalicelib.index.file import IndexFile
from chalicelib.index.rows import ARTICLE, SUMMARY, article_of, summary_of
from chalicelib.index.visibility import LISTED, PUBLIC, microseconds


def find(index: IndexFile, now: datetime, kind: Kind, slug: str) -> Article | None:
    """Returns the article or page at an address, None where readers may see none at `now`."""
    row = index.row(
        f"SELECT {ARTICLE} FROM articles WHERE kind = :kind AND slug = :slug AND {PUBLIC}",
        kind=kind,
        slug=slug,
        now=microseconds(now),
    )
    return article_of(row) if row else None


def by_key(index: IndexFile, key: str) -> Article | None:
    """Returns the article or page of a file, whether readers may see it or not."""
    row = index.row(f"SELECT {ARTICLE} FROM articles WHERE key = :key", key=key)
    return article_of(row) if row else None


def places_of(address: str) -> Iterator[tuple[Kind, str]]:
    """Yields kind and slug of what an address in the settings may mean: ``pages/playlist``, or a slug alone,
    which is an article's before it is a page's."""
    kind, _, slug = address.lstrip("/").rpartition("/")
    yield from ((name, slug) for name in KINDS if kind in ("", name))


def worth_reading(index: IndexFile, now: datetime) -> list[Summary]:
    """Returns what the settings choose for the foot of each page, in their order, as far as readers may see
    it."""
    chosen: dict[str, Summary] = {}
    for address in index.site.footer.worth_reading:
        matches = (find(index, now, kind, slug) for kind, slug in places_of(address))
        if article := next(filter(None, matches), None):
            chosen.setdefault(article.path, article.summary())
    return list(chosen.values())


def articles_where(index: IndexFile, condition: str, **values: Any) -> list[Article]:
    """Returns the articles and pages, drafts too, of which a condition in SQL holds, by key."""
    rows = index.rows(f"SELECT {ARTICLE} FROM articles WHERE {condition} ORDER BY key", **values)
    return list(map(article_of, rows))


def all_articles(index: IndexFile) -> list[Article]:
    """Returns all articles and pages, drafts too, by key: for the author's commands."""
    return articles_where(index, "1")


def ids(index: IndexFile) -> dict[str, str]:
    """Returns the ids of all articles and pages, drafts too, by key."""
    return dict(map(tuple, index.rows("SELECT key, id FROM articles ORDER BY key")))


def neighbours(index: IndexFile, now: datetime, article: Article) -> tuple[Summary | None, Summary | None]:
    """Returns the listed articles before and after one in time, None where there is none or it is not
    listed."""
    if article.kind != "articles" or article.unlisted or not article.is_public(now):
        return None, None
    earlier, later = (
        index.row(
            f"SELECT {SUMMARY} FROM articles WHERE {LISTED} AND (date, key) {sign} (:date, :key) "
            f"ORDER BY date {order}, key {order} LIMIT 1",
            now=microseconds(now),
            date=microseconds(article.date),
            key=article.key,
        )
        for sign, order in (("<", "DESC"), (">", "ASC"))
    )
    return summary_of(earlier) if earlier else None, summary_of(later) if later else None


def translations(index: IndexFile, now: datetime, article: Article) -> list[Summary]:
    """Returns the same text in other languages, one in each, by language: were there two, nobody could tell
    which is meant, and the first key counts."""
    if not article.translation:
        return []
    rows = index.rows(
        f"SELECT {SUMMARY} FROM articles WHERE kind = :kind AND translation = :translation "
        f"AND translation <> '' AND unlisted = 0 AND language <> :language AND {PUBLIC} ORDER BY key",
        kind=article.kind,
        translation=article.translation,
        language=article.language,
        now=microseconds(now),
    )
    first: dict[str, Summary] = {}
    for summary in map(summary_of, rows):
        first.setdefault(summary.language, summary)
    return [first[language] for language in sorted(first)]


def featured(index: IndexFile, now: datetime) -> Summary | None:
    """Returns the article of the moment: the one the settings name, else the newest that says so itself."""
    if index.site.featured:
        return find(index, now, "articles", index.site.featured)
    row = index.row(
        f"SELECT {SUMMARY} FROM articles WHERE featured = 1 AND {LISTED} "
        "ORDER BY date DESC, key DESC LIMIT 1",
        now=microseconds(now),
    )
    return summary_of(row) if row else None


def favourite(index: IndexFile, now: datetime) -> Summary | None:
    """Returns the article that the settings recommend, None where they name none."""
    return find(index, now, "articles", index.site.favourite) if index.site.favourite else None


def legal(index: IndexFile, now: datetime) -> Summary | None:
    """Returns the page of legal notices, None where the settings name none."""
    return find(index, now, "pages", index.site.legal) if index.site.legal else None
