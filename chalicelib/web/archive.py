"""All articles by year and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, groupby
from zoneinfo import ZoneInfo

from chalice.app import NotFoundError, Response

from chalicelib.content.article import Summary
from chalicelib.index import lists
from chalicelib.index.taxonomy import TAXONOMIES
from chalicelib.web import paging, responses, words
from chalicelib.web import request as requests
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import PageContext, page_context
from chalicelib.web.templating import render
from chalicelib.web.words import catalogue

MAX_TITLES = 300
"""Articles listed on the archive's first page, 15 kB compressed: about as many as one looks through."""


@dataclass(frozen=True)
class Year:
    """The newest articles of one year, newest first, and how many it has."""

    number: int
    count: int
    articles: Sequence[Summary]


@dataclass(frozen=True)
class Month:
    """The articles of one month, newest first; January is 1."""

    number: int
    name: str
    articles: Sequence[Summary]


def show_years() -> Response:
    """Shows the titles of the newest years, links to the years before, and the lists by subject."""
    page = page_context()
    body = responses.cached_page(("archive", page.key), lambda: _years_page(page))
    return responses.cacheable(body, page.cache_control())


def _years_page(page: PageContext) -> str:
    language, canonical = page.site.interface_language, page.urls.public("archive")
    years, earlier_years = _years(page)
    terms = {taxonomy: lists.terms(page.index, page.now, taxonomy) for taxonomy in TAXONOMIES}
    return render(
        "archive.html",
        **page.layout_context(language),
        current_path="archive",
        years=years,
        earlier_years=earlier_years,
        term_counts={taxonomy: len(every) for taxonomy, every in terms.items() if every},
        canonical=canonical,
        metadata=of_list(page, canonical, catalogue(language).gettext("Archive")),
    )


def _years(page: PageContext) -> tuple[list[Year], dict[int, int]]:
    """Returns the years whose articles are listed, the newest first, and the article counts of those before
    them. A year is listed whole, but where the newest alone has more than `MAX_TITLES`."""
    counts = lists.years(page.index, page.now)
    totals = accumulate(counts.values())
    listed = [year for year, total in zip(counts, totals, strict=True) if total <= MAX_TITLES]
    listed = listed or list(counts)[:1]
    title_count = min(sum(counts[year] for year in listed), MAX_TITLES)
    articles = lists.newest(page.index, page.now, title_count)

    def year_of(article: Summary) -> int:
        date: datetime = article.date.astimezone(page.site.zone)
        return date.year

    years = [Year(number, counts[number], tuple(group)) for number, group in groupby(articles, year_of)]
    return years, {year: count for year, count in counts.items() if year not in listed}


def show_year(year: str, number: str = "") -> Response:
    """Shows the articles of one year."""
    page = page_context()
    text = requests.parameter(year)
    decoded_year = int(text) if re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) else 0
    years = page.ask(lists.years)
    count = years.get(decoded_year, 0)
    if not count:
        raise NotFoundError(f"there are no articles of {text!r}")
    pages = paging.page_of(page.urls, "archive_year", number, count, year=decoded_year)
    if pages.misplaced:
        return paging.redirect_to(page, pages)
    language = page.site.interface_language

    def build() -> str:
        articles = lists.of_year(page.index, page.now, decoded_year, pages.count, pages.start)
        heading = catalogue(language).gettext("Articles of %(year)d") % {"year": decoded_year}
        return render(
            "year.html",
            **page.layout_context(language),
            current_path="",
            year=decoded_year,
            years=list(years),
            count=count,
            months=_months(articles, page.site.zone, language),
            paging=pages,
            metadata=of_list(page, pages.canonical, heading, articles),
        )

    body = responses.cached_page(("year", decoded_year, pages.number, page.key), build)
    return responses.cacheable(body, page.cache_control())


def _months(articles: Iterable[Summary], zone: ZoneInfo, language: str) -> list[Month]:
    def month_of(article: Summary) -> int:
        date: datetime = article.date.astimezone(zone)
        return date.month

    return [
        Month(number, words.month(number, language), tuple(group))
        for number, group in groupby(articles, month_of)
    ]
