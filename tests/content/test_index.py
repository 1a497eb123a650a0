from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from chalicelib.content.edition import front as fronts
from chalicelib.content.edition.front import Unreadable
from chalicelib.content.index import Index
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content import address, identity
from chalicelib.content import index as indexes
from chalicelib.content.article import Article

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


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"not json", b'{"format": 0}', b'{"format": 1, "site": 3}']
)
def test_what_is_no_index_is_unreadable_and_nothing_worse(data: bytes) -> None:
    with pytest.raises(Unreadable):
        indexes.load(data)
    with pytest.raises(Unreadable):
        indexes.load(gzip.compress(data))
    with pytest.raises(Unreadable):
        fronts.load(data)


def test_an_index_of_newer_code_is_read_for_what_is_known_of_it() -> None:
    index = Index(2, articles=(article("a"),), seen={"articles/a.md": '"e"'})
    document = json.loads(gzip.decompress(indexes.dump(index)))
    document["articles"][0]["mood"] = "new"
    document["weather"] = "fine"
    del document["crowded"], document["gone"]
    assert indexes.load(gzip.compress(json.dumps(document).encode())) == index


# Addresses


def keyed(*articles: Article) -> dict[str, Article]:
    return {one.key: one for one in articles}


def test_a_newcomer_gets_a_free_address_the_older_first() -> None:
    older = article("a", slug="x", date=NOW - timedelta(days=1))
    newer = article("b", slug="x")
    settled = address.settle([newer, older], {})
    assert settled.published == [older]
    assert "belongs to articles/a.md" in settled.refused[newer.key].message


def test_who_has_an_address_keeps_it() -> None:
    older = article("a", slug="x", date=NOW - timedelta(days=1))
    newer = article("b", slug="x")
    assert address.settle([newer, older], keyed(newer)).published == [newer]


def test_who_may_not_move_stays_and_nobody_takes_the_old_place() -> None:
    a, b = article("a"), article("b")
    settled = address.settle([replace(a, slug="b"), b, article("c", slug="a")], keyed(a, b))
    assert set(settled.published) == {a, b}
    assert set(settled.refused) == {a.key, "articles/c.md"}


def test_a_chain_of_moves_is_made_and_a_swap_is_not() -> None:
    a, b = article("a"), article("b")
    chain = [replace(a, slug="b"), replace(b, slug="c")]
    assert set(address.settle(chain, keyed(a, b)).published) == set(chain)
    swap = [replace(a, slug="b"), replace(b, slug="a")]
    assert set(address.settle(swap, keyed(a, b)).published) == {a, b}


@given(some_articles, some_articles)
def test_no_address_is_given_twice_and_no_published_article_is_lost(
    now: list[Article], earlier: list[Article]
) -> None:
    before = keyed(*address.settle(earlier, {}).published)
    settled = address.settle(now, before)
    addresses = [address.address_of(one) for one in settled.published]
    assert len(addresses) == len(set(addresses))
    assert {one.key for one in now if one.key in before} <= {one.key for one in settled.published}


# Identities


def ids(articles: list[Article], before: list[Article], gone: dict[str, str] | None = None) -> dict[str, str]:
    keys = {one.key for one in articles}
    departed = [one for one in before if one.key not in keys]
    settled = identity.settle(articles, keyed(*before), departed, gone or {})
    return {one.key: one.id for one in settled.articles} | settled.gone


A, B, C = (f"articles/{name}.md" for name in "abc")


def test_a_file_keeps_its_id_whatever_its_slug() -> None:
    old = article("a", id="articles/old")
    assert ids([article("a", slug="z")], [old]) == {A: "articles/old"}


def test_a_renamed_file_keeps_its_id_also_when_it_was_copied_first() -> None:
    a, b = article("a"), article("b")
    assert ids([b], [a]) == {B: "articles/a"}
    assert ids([b], [a, b]) == {B: "articles/a"}


def test_a_twin_of_long_standing_keeps_its_own_id() -> None:
    a, b = article("a", since=1), article("b", since=1)
    settled = identity.settle([b], keyed(a, b), [a], {}, generation=5)
    assert [one.id for one in settled.articles] == ["articles/b"]
    assert settled.gone == {A: "articles/a"}


def test_of_two_copies_one_is_the_renamed_file() -> None:
    assert ids([article("b"), article("c")], [article("a")]) == {B: "articles/a", C: "articles/c"}


def test_a_file_that_comes_back_has_its_id_again_and_nobody_else_had_it_meanwhile() -> None:
    other = article("c", etag='"other"', id="articles/a")
    assert ids([article("b", etag='"b"')], [article("a")]) == {B: "articles/b", A: "articles/a"}
    assert ids([article("a", etag='"new"')], [], {A: "articles/x"}) == {A: "articles/x"}
    assert ids([replace(article("c"), id="articles/c")], [], {A: "articles/c"})[C] == "articles/c~"
    assert ids([other], [], {A: "articles/a"}) == {C: "articles/a"}, "the author said so"


def test_two_files_that_name_one_id_are_kept_apart_and_told() -> None:
    one, two = article("a", id="mine"), article("b", id="mine", etag='"b"')
    settled = identity.settle([one, two], keyed(two), [], {})
    assert {x.key: x.id for x in settled.articles} == {B: "mine", A: "mine~"}
    (told,) = [problem for x in settled.articles for problem in x.warnings]
    assert (told.file, told.fatal) == (A, False)


def test_nobody_is_told_of_an_id_they_never_wrote() -> None:
    renamed, newcomer = article("b", id="articles/a"), article("a", etag='"new"')
    settled = identity.settle([renamed, newcomer], keyed(renamed), [], {})
    assert {one.key: one.id for one in settled.articles} == {B: "articles/a", A: "articles/a~"}
    assert not any(one.warnings for one in settled.articles)


def test_an_id_is_free_only_when_its_holder_has_surely_left_it() -> None:
    before = article("a", id="x")
    settled = identity.settle([article("a", id="y"), article("b", id="x")], keyed(before), [], {})
    assert {one.key: one.id for one in settled.articles} == {A: "y", B: "x~"}


@given(some_articles, some_articles, st.dictionaries(st.text(max_size=3), st.text(max_size=3)))
def test_no_two_articles_ever_share_an_id(
    now: list[Article], earlier: list[Article], gone: dict[str, str]
) -> None:
    before = identity.settle(earlier, {}, [], gone)
    keys = {one.key for one in now}
    departed = [one for one in before.articles if one.key not in keys]
    after = identity.settle(now, keyed(*before.articles), departed, before.gone)
    found = [one.id for one in after.articles] + list(after.gone.values())
    assert len(set(found) - set(gone.values())) == len([i for i in found if i not in gone.values()])
