"""Lists of articles, a page at a time, newest first by date and key; and what they can be listed by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Any

from chalicelib.content.article import Article, Summary
from chalicelib.index.file import IndexFile
from chalicelib.index.rows import SUMMARY, summary_of
from chalicelib.index.taxonomy import TAXONOMIES, Taxonomy, Term, terms_of
from chalicelib.index.visibility import LISTED, MAX_INTEGER, PUBLIC, microseconds, moment

_NEWEST_FIRST = "ORDER BY articles.date DESC, articles.key DESC LIMIT :count OFFSET :start"


@dataclass(frozen=True)
class PlaceInSeries:
    """The place of an article in its series, the oldest being number 1 of `parts`, between two others."""

    slug: str
    label: str
    number: int
    parts: int
    before: Summary | None
    after: Summary | None


def newest(index: IndexFile, now: datetime, count: int, start: int = 0) -> list[Summary]:
    """Returns `count` of the listed articles, the `start` newest left out."""
    statement = f"SELECT {SUMMARY} FROM articles WHERE {LISTED} {_NEWEST_FIRST}"
    return _summaries(index, statement, now, count=count, start=start)


def total(index: IndexFile, now: datetime) -> int:
    """Returns how many articles are listed."""
    return index.number(f"SELECT count(*) FROM articles WHERE {LISTED}", now=microseconds(now))


def years(index: IndexFile, now: datetime) -> dict[int, int]:
    """Returns how many listed articles each year has, the newest year first."""
    statement = f"SELECT year, count(*) FROM articles WHERE {LISTED} GROUP BY year ORDER BY year DESC"
    return dict(map(tuple, index.rows(statement, now=microseconds(now))))


def of_year(index: IndexFile, now: datetime, year: int, count: int, start: int = 0) -> list[Summary]:
    """Returns listed articles of one year of the site's zone."""
    statement = (
        f"SELECT {SUMMARY} FROM articles "
        f"WHERE articles.date >= :first AND articles.date < :end AND {LISTED} {_NEWEST_FIRST}"
    )
    first = microseconds(datetime(year, 1, 1, tzinfo=index.site.zone))
    end = microseconds(datetime(year + 1, 1, 1, tzinfo=index.site.zone)) if year < MAXYEAR else MAX_INTEGER
    return _summaries(index, statement, now, first=first, end=end, count=count, start=start)


def of_term(
    index: IndexFile,
    now: datetime,
    taxonomy: Taxonomy,
    slug: str,
    count: int,
    start: int = 0,
    *,
    oldest_first: bool = False,
) -> list[Summary]:
    """Returns listed articles that have a tag, a category or a series."""
    order = "ASC" if oldest_first else "DESC"
    statement = (
        f"SELECT {SUMMARY} FROM article_terms AS term CROSS JOIN articles USING (article) "
        f"WHERE term.taxonomy = :taxonomy AND term.slug = :slug AND {LISTED} "
        f"ORDER BY term.date {order}, articles.key {order} LIMIT :count OFFSET :start"
    )
    return _summaries(index, statement, now, taxonomy=taxonomy, slug=slug, count=count, start=start)


def term(index: IndexFile, now: datetime, taxonomy: Taxonomy, slug: str) -> Term | None:
    """Returns a tag, category or series, None where no listed article has it."""
    condition = (
        "term.slug = :slug AND EXISTS "
        f"(SELECT 1 FROM articles WHERE articles.article = term.article AND {LISTED})"
    )
    return next(iter(_terms(index, now, condition, taxonomy, slug=slug)), None)


def terms(index: IndexFile, now: datetime, taxonomy: Taxonomy) -> list[Term]:
    """Returns all tags, categories or series of the listed articles, by slug."""
    # Few articles are not listed: to know these takes a tenth of looking at each article of each term.
    condition = f"term.article NOT IN (SELECT article FROM articles WHERE NOT ({LISTED}))"
    return _terms(index, now, condition, taxonomy)


def taxonomies_in_use(index: IndexFile, now: datetime) -> list[Taxonomy]:
    """Returns which of tags, categories and series any listed article has."""
    statement = (
        "SELECT 1 FROM article_terms AS term CROSS JOIN articles USING (article) "
        f"WHERE term.taxonomy = :taxonomy AND {LISTED} LIMIT 1"
    )
    at = microseconds(now)
    return [taxonomy for taxonomy in TAXONOMIES if index.row(statement, taxonomy=taxonomy, now=at)]


def place_in_series(index: IndexFile, now: datetime, article: Article) -> PlaceInSeries | None:
    """Returns the place of an article in its series, None where it is in none or not listed."""
    if article.kind != "articles" or article.unlisted or not article.is_public(now):
        return None
    slug = next(iter(terms_of(article, "series")), "")
    series = term(index, now, "series", slug) if slug else None
    if series is None:
        return None
    values = {"date": microseconds(article.date), "key": article.key, "slug": slug}
    of_series = (
        "FROM article_terms AS term CROSS JOIN articles USING (article) "
        f"WHERE term.taxonomy = 'series' AND term.slug = :slug AND {LISTED} AND (term.date, articles.key)"
    )
    at = microseconds(now)
    earlier = index.number(f"SELECT count(*) {of_series} < (:date, :key)", now=at, **values)
    before, after = (
        index.row(
            f"SELECT {SUMMARY} {of_series} {sign} (:date, :key) "
            f"ORDER BY term.date {order}, articles.key {order} LIMIT 1",
            now=at,
            **values,
        )
        for sign, order in (("<", "DESC"), (">", "ASC"))
    )
    return PlaceInSeries(
        slug,
        series.label,
        earlier + 1,
        series.count,
        before=summary_of(before) if before else None,
        after=summary_of(after) if after else None,
    )


def standing_pages(index: IndexFile, now: datetime) -> list[Summary]:
    """Returns the pages that readers are led to, in the author's order."""
    columns = f"{SUMMARY}, articles.page_order, articles.key"
    statement = (
        f"SELECT {columns} FROM articles WHERE kind = 'pages' AND unlisted = 0 AND {PUBLIC} "
        "ORDER BY page_order, key"
    )
    rows = index.rows(statement, now=microseconds(now))
    rows.sort(key=lambda row: (row["page_order"], row["title"].lower(), row["key"]))
    return [summary_of(row) for row in rows]


def sitemap_articles(index: IndexFile, now: datetime, count: int, start: int = 0) -> list[Summary]:
    """Returns listed articles, the oldest first, so that parts of a sitemap stay what they are."""
    order = "ORDER BY articles.date, articles.key LIMIT :count OFFSET :start"
    statement = f"SELECT {SUMMARY} FROM articles WHERE {LISTED} {order}"
    return _summaries(index, statement, now, count=count, start=start)


def next_change(index: IndexFile, now: datetime) -> datetime | None:
    """Returns the first moment after `now` at which something appears or goes."""
    row = index.row(
        "SELECT min(change) FROM ("
        "SELECT min(begins) AS change FROM articles WHERE draft = 0 AND begins > :now UNION ALL "
        "SELECT min(expires) FROM articles WHERE draft = 0 AND expires IS NOT NULL AND expires > :now)",
        now=microseconds(now),
    )
    return moment(row[0]) if row and row[0] is not None else None


def _summaries(index: IndexFile, statement: str, now: datetime, **values: Any) -> list[Summary]:
    return [summary_of(row) for row in index.rows(statement, now=microseconds(now), **values)]


def _terms(index: IndexFile, now: datetime, condition: str, taxonomy: Taxonomy, **values: Any) -> list[Term]:
    rows = index.rows(
        "SELECT term.slug, term.label, count(*) FROM article_terms AS term "
        f"WHERE term.taxonomy = :taxonomy AND {condition} GROUP BY term.slug, term.label ORDER BY term.slug",
        taxonomy=taxonomy,
        now=microseconds(now),
        **values,
    )
    labels: dict[str, Counter[str]] = {}
    for slug, label, count in rows:
        labels.setdefault(slug, Counter())[label] = count
    return [Term(slug, _most_written(counts.items()), counts.total()) for slug, counts in labels.items()]


def _most_written(counts: Iterable[tuple[str, int]]) -> str:
    """Returns the spelling most articles have; of two as frequent, the first in the alphabet."""
    return min(counts, key=lambda pair: (-pair[1], pair[0]))[0]
