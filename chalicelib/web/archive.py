"""All articles by year and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile
from zoneinfo import ZoneInfo

from chalice.app import Blueprint, NotFoundError, Response

from chalicelib.content.article import Summary
from chalicelib.content.edition.listing import ARCHIVE, TAXONOMIES
from chalicelib.web import paging, responses, words
from chalicelib.web import request as requests
from chalicelib.web.metadata import of_list
from chalicelib.web.page_context import page_context
from chalicelib.web.routing import mount
from chalicelib.web.templating import render
from chalicelib.web.urls import PATHS
from chalicelib.web.words import catalogue

blueprint = Blueprint(__name__)


@dataclass(frozen=True)
class Month:
    """The articles of one month, newest first; January is 1."""

    number: int
    name: str
    articles: Sequence[Summary]


def show_years() -> Response:
    """The years there are articles of, and the other ways through them."""
    seen = page_context()
    body = responses.keep(
        ("archive", seen.key),
        lambda: render(
            "archive.html",
            **seen.layout_context(seen.site.language),
            here="archive",
            years=seen.years,
            shelves={shelf: count for shelf in TAXONOMIES if (count := len(seen.terms(shelf)))},
            canonical=seen.urls.public("archive"),
            metadata=of_list(
                seen, seen.urls.public("archive"), catalogue(seen.site.language).gettext("Archive")
            ),
        ),
    )
    return responses.kept(body, seen.cache_control())


def show_year(year: str, number: str = "") -> Response:
    """The articles of one year."""
    seen = page_context()
    text = requests.parameter(year)
    wanted = int(text) if re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) else 0
    count = seen.years.get(wanted, 0)
    if not count:
        raise NotFoundError(f"there are no articles of {text!r}")
    pages = paging.page_of(seen.urls, "archive_year", number, count, year=wanted)
    if pages.misplaced:
        return paging.onward(seen, pages)
    start = pages.start + sum(seen.years[one] for one in takewhile(lambda one: one != wanted, seen.years))
    language = seen.site.language

    def build() -> str:
        articles = seen.listing(ARCHIVE).rows(start, pages.count)
        heading = catalogue(language).gettext("Articles of %(year)d") % {"year": wanted}
        return render(
            "year.html",
            **seen.layout_context(language),
            here="",
            year=wanted,
            years=list(seen.years),
            count=count,
            months=_months(articles, seen.site.zone, language),
            paging=pages,
            metadata=of_list(seen, pages.canonical, heading, articles),
        )

    return responses.kept(
        responses.keep(("year", wanted, pages.number, seen.key), build), seen.cache_control()
    )


def _months(articles: Iterable[Summary], zone: ZoneInfo, language: str) -> list[Month]:
    def month_of(article: Summary) -> int:
        there: datetime = article.date.astimezone(zone)
        return there.month

    found = [
        Month(number, words.month(number, language), tuple(rows))
        for number, rows in groupby(articles, month_of)
    ]
    if not found:
        raise NotFoundError("the last article of that time has just gone")
    return found


mount(blueprint, PATHS["archive"], get=show_years)
mount(blueprint, PATHS["archive_year"], get=show_year)
mount(blueprint, PATHS["archive_year_listing"], get=show_year)
