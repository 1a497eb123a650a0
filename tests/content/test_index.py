from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import index as indexes
from chalicelib.content.article import Article
from chalicelib.content.index import Index

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def article(name: str, **changes: object) -> Article:
    plain = Article(
        key=f"articles/{name}.md",
        kind="articles",
        id=f"articles/{name}",
        slug=name,
        title=name.title(),
        date=NOW,
        language="fr",
        excerpt="",
        minutes=1,
        etag='"e"',
        version="",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests know the attributes


days = st.integers(-5, 5).map(lambda n: NOW + timedelta(days=n))
some_articles = st.lists(
    st.builds(
        article,
        st.text("abcdé-", min_size=1, max_size=6),
        date=days,
        expires=st.none() | days,
        draft=st.booleans(),
        title=st.text(max_size=20),
        place=st.text(max_size=5),
        comments=st.booleans(),
    ),
    unique_by=lambda a: a.key,
    max_size=12,
)


@given(some_articles)
def test_an_index_survives_the_way_through_json(articles: list[Article]) -> None:
    index = Index(3, articles=tuple(sorted(articles, key=lambda a: a.key)), seen={"a": "b"})
    assert indexes.load(indexes.dump(index)) == index


@given(some_articles, st.randoms())
def test_the_same_articles_in_any_order_give_the_same_bytes(
    articles: list[Article], shuffler: random.Random
) -> None:
    shuffled = list(articles)
    shuffler.shuffle(shuffled)
    assert indexes.dump(Index(articles=tuple(articles))) == indexes.dump(Index(articles=tuple(shuffled)))


@given(some_articles)
def test_between_two_changes_the_same_articles_are_public(articles: list[Article]) -> None:
    index = Index(articles=tuple(articles))
    now: datetime | None = NOW - timedelta(days=10)
    while now is not None:
        change = index.next_change(now)
        just_before = (change or now + timedelta(days=99)) - timedelta(seconds=1)
        assert index.public("articles", max(now, just_before)) == index.public("articles", now)
        now = change


@given(some_articles)
def test_what_is_listed_can_be_found_and_what_is_not_cannot(articles: list[Article]) -> None:
    unique, _ = indexes.with_unique_addresses(articles, Index())
    index = Index(articles=tuple(unique))
    listed = index.public("articles", NOW)
    for one in unique:
        assert (index.find("articles", one.slug, NOW) == one) == (one in listed)


def test_articles_are_listed_newest_first_and_pages_in_the_order_of_the_author() -> None:
    old, new = article("old", date=NOW - timedelta(days=2)), article("new")
    first, second = article("z", kind="pages", order=1), article("a", kind="pages", order=2)
    index = Index(articles=(second, old, new, first))
    assert index.public("articles", NOW) == [new, old]
    assert index.public("pages", NOW) == [first, second]


def test_who_has_an_address_keeps_it_and_else_the_older_one_gets_it() -> None:
    older = article("a", slug="x", date=NOW - timedelta(days=1))
    newer = article("b", slug="x")
    assert indexes.with_unique_addresses([newer, older], Index()) == ([older], [(newer, older)])
    before = Index(articles=(newer,))
    assert indexes.with_unique_addresses([newer, older], before) == ([newer], [(older, newer)])


def test_an_id_outlives_a_new_slug_and_is_never_shared() -> None:
    before = article("a")
    renamed = article("a", slug="b", id="articles/b")
    assert indexes.remembering(renamed, before, frozenset()).id == "articles/a"
    newcomer = article("c", slug="a", id="articles/a")
    assert indexes.remembering(newcomer, None, frozenset({"articles/a"})).id == "articles/a~"


def test_an_index_of_another_format_is_built_anew() -> None:
    assert indexes.load(b'{"format": 0, "generation": 7}') == Index(generation=7)
