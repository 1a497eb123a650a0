"""Each address belongs to one article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.article import Article
from chalicelib.publishing.slugs import SlugAssignment, assign_slugs
from tests.index.examples import DATE, HOUR, article

OLDER = DATE - HOUR


def assigned(articles: Iterable[Article], before: Iterable[Article] = ()) -> SlugAssignment:
    holders = {(a.kind, a.slug): a.key for a in before}
    published = {a.key: a for a in before}
    return assign_slugs(articles, published, lambda kind, slug: holders.get((kind, slug), ""))


def slugs(assignment: SlugAssignment) -> dict[str, str]:
    return {
        a.key.removeprefix("articles/").removesuffix(".md"): a.slug for a in assignment.published.values()
    }


def test_a_newcomer_gets_a_free_address_the_older_first() -> None:
    assignment = assigned([article("b", slug="x"), article("a", slug="x", date=OLDER)])
    assert slugs(assignment) == {"a": "x"}
    problem = assignment.conflicts["articles/b.md"]
    assert (problem.code, problem.fatal) == ("address-taken", True)
    assert problem.message == "the address /articles/x belongs to articles/a.md"


def test_who_has_an_address_keeps_it() -> None:
    newer = article("b", slug="x")
    assert slugs(assigned([newer, article("a", slug="x", date=OLDER)], [newer])) == {"b": "x"}


def test_who_may_not_move_stays_and_nobody_takes_the_old_place() -> None:
    a, b = article("a"), article("b")
    assignment = assigned([replace(a, slug="b"), b, article("c", slug="a")], [a, b])
    assert slugs(assignment) == {"b": "b"}
    assert assignment.conflicts.keys() == {"articles/a.md", "articles/c.md"}


@pytest.mark.parametrize(
    ("before", "after"),
    [("ab", "bc"), ("ab", "ba"), ("abc", "bca"), ("abcd", "badc"), ("abcde", "bcaed"), ("abc", "bcd")],
)
def test_files_move_along_a_chain_or_round_a_ring(before: str, after: str) -> None:
    articles = [article(name) for name in before]
    moved = [replace(a, slug=slug) for a, slug in zip(articles, after, strict=True)]
    for order in permutations(moved):
        assignment = assigned(order, articles)
        assert slugs(assignment) == dict(zip(before, after, strict=True))
        assert assignment.conflicts == {}


def test_who_waits_for_an_address_of_a_ring_goes_on_waiting() -> None:
    a, b, c = map(article, "abc")
    assignment = assigned([replace(a, slug="b"), replace(b, slug="a"), replace(c, slug="a")], [a, b, c])
    assert slugs(assignment) == {"a": "b", "b": "a"}
    assert "belongs to articles/b.md" in assignment.conflicts[c.key].message


some = st.lists(
    st.builds(
        article,
        st.sampled_from("abcdef"),
        slug=st.sampled_from("abcdef"),
        kind=st.sampled_from(["articles", "pages"]),
        date=st.integers(0, 3).map(lambda n: DATE + timedelta(days=n)),
    ),
    unique_by=lambda a: a.key,
)


@given(some, some, st.randoms())
def test_no_address_is_given_twice_and_none_is_refused_that_is_free(
    articles: list[Article], earlier: list[Article], random: Random
) -> None:
    before = assigned(earlier).published
    assignment = assigned(articles, before.values())
    after = {**before, **assignment.published}
    addresses = [a.path for a in after.values()]
    assert len(set(addresses)) == len(addresses)
    assert assignment.published.keys() | assignment.conflicts.keys() == {a.key for a in articles}
    assert all(a.path in addresses for a in articles)
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert assigned(shuffled, before.values()) == assignment


@pytest.mark.parametrize("last", [5_000, 0], ids=["chain", "ring"])
def test_thousands_of_moves_take_no_time(last: int) -> None:
    articles = [article(f"a{n}", slug=f"slug-{n}", date=DATE - n * HOUR) for n in range(5_000)]
    moved = [replace(a, slug=f"slug-{n}") for a, n in zip(articles, [*range(1, 5_000), last], strict=True)]
    start = process_time()
    assert assigned(moved, articles).conflicts == {}
    assert process_time() - start < 2.0  # ten times what it takes, and a tenth of what the square would
