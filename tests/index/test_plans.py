"""Which of the tables' indexes answer what pages ask: a page of 10,000 articles takes 60 times as long
with the wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.index import articles, lists, players, redirects, related
from tests.index.examples import READERS, RecordingIndex, recorded, recorded_links

# Of SQLite's own, for UNIQUE (slug, kind) and UNIQUE (key), and for keys of tables without row numbers.
BY_ADDRESS, BY_KEY, PRIMARY = "sqlite_autoindex_articles_2", "sqlite_autoindex_articles_1", "PRIMARY KEY"

INDEXES: dict[Callable[..., Any], tuple[str, ...]] = {
    articles.find: (BY_ADDRESS,),
    redirects.redirect_for: (PRIMARY, "articles_by_id"),
    redirects.redirect_with_query: (PRIMARY,),
    articles.neighbours: ("articles_listed ((date,key)<", "articles_listed ((date,key)>"),
    articles.translations: ("articles_translated",),
    articles.featured: ("articles_featured",),
    articles.favourite: (BY_ADDRESS,),
    articles.legal: (BY_ADDRESS,),
    articles.worth_reading: (BY_ADDRESS,),
    lists.newest: ("articles_listed",),
    lists.total: ("COVERING INDEX articles_",),
    lists.years: ("COVERING INDEX articles_listed",),
    lists.of_year: ("articles_listed (date>? AND date<?)",),
    lists.of_term: ("term USING PRIMARY KEY (taxonomy=? AND slug=?)",),
    lists.term: ("term USING PRIMARY KEY (taxonomy=? AND slug=?)",),
    lists.terms: ("term USING PRIMARY KEY (taxonomy=?)",),
    lists.taxonomies_in_use: ("term USING PRIMARY KEY (taxonomy=?)",),
    lists.place_in_series: ("term USING PRIMARY KEY (taxonomy=? AND slug=?",),
    lists.standing_pages: ("articles_pages",),
    lists.sitemap_articles: ("articles_listed",),
    lists.next_change: ("articles_begin", "articles_end"),
    players.players: (BY_KEY, "article_references USING PRIMARY KEY (article=?)"),
    related.most_related: (BY_KEY, "article_terms_by_article", "article_words USING PRIMARY KEY (word=?)"),
}

IN_THE_ORDER_OF_THE_INDEX = (
    articles.neighbours,
    articles.featured,
    lists.newest,
    lists.of_year,
    lists.sitemap_articles,
)


def plans(index: RecordingIndex) -> str:
    return "\n".join(index.plan(statement, values) for statement, values in list(index.statements))


def reads_all_articles(plan: str) -> bool:
    return bool(re.search(r"SCAN articles(?! USING)", plan))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_pages_are_answered_from_the_intended_indexes(reader: Callable[..., Any]) -> None:
    plan = plans(recorded(reader))
    # All terms at once are counted sooner by leaving out the few articles that are not listed.
    assert reads_all_articles(plan) == (reader is lists.terms), plan
    for name in INDEXES[reader]:
        assert name in plan, plan
    if reader in IN_THE_ORDER_OF_THE_INDEX:
        assert "TEMP B-TREE" not in plan.replace("RIGHT PART OF", "")


def test_links_are_resolved_from_the_intended_indexes() -> None:
    plan = plans(recorded_links())
    assert not reads_all_articles(plan), plan
    for name in ("articles_by_nfc_key", BY_ADDRESS, "media_by_nfc_key", "media_by_name"):
        assert name in plan, plan
    assert plan.count("USING PRIMARY KEY (path=?)") == plan.count("USING PRIMARY KEY (name=?)") == 1


def test_reading_all_articles_would_be_seen() -> None:
    index = recorded(lists.total)
    assert reads_all_articles(index.plan("SELECT excerpt FROM articles WHERE minutes = 3", {}))
