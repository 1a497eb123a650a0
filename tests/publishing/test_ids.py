"""Comments hang on ids: they follow their article, and nobody inherits those of another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.article import Article, derived_id
from chalicelib.index.retired_id import RetiredId
from chalicelib.publishing.ids import IdAssignment, Retirement, assign_ids, retire_ids
from chalicelib.publishing.predecessors import PublishedState, find_predecessors
from chalicelib.publishing.slugs import SlugAssignment
from tests.index.examples import DATE, HOUR, article

A, B, C = (f"articles/{name}.md" for name in "abc")


def state(
    parsed: Iterable[Article],
    before: Iterable[Article] = (),
    retired: Iterable[Article | RetiredId] = (),
    recent: Iterable[Article] = (),
) -> PublishedState:
    """What was published when these files were parsed, and all others were gone; `retired` went earlier."""
    keys = {a.key for a in parsed}
    return PublishedState(
        articles={a.key: a for a in before if a.key in keys},
        recent={a.key: a for a in recent},
        departed={a.key: a for a in before if a.key not in keys},
        retired=tuple(row if isinstance(row, RetiredId) else RetiredId.of(row) for row in retired),
    )


def assigned(
    parsed: Iterable[Article], before: PublishedState, others: Iterable[Article] = ()
) -> IdAssignment:
    published = [*before.articles.values(), *before.recent.values(), *before.departed.values(), *others]
    holders = {a.id: a.key for a in published}
    return assign_ids({a.key: a for a in parsed}, before, lambda article_id: holders.get(article_id, ""))


def retirement(before: PublishedState, assignment: IdAssignment) -> Retirement:
    """What is retired where all have the addresses they ask for."""
    return retire_ids(before, assignment, SlugAssignment(assignment.articles, {}))


def ids(
    parsed: list[Article], before: Iterable[Article] = (), retired: Iterable[Article | RetiredId] = ()
) -> dict[str, str]:
    """The ids of articles, and those that are retired now, by key."""
    then = state(parsed, before, retired)
    assignment = assigned(parsed, then)
    retired_now = {row.key: row.id for row in retirement(then, assignment).retired}
    return retired_now | {key: a.id for key, a in assignment.articles.items()}


def test_a_file_keeps_its_id_whatever_its_slug() -> None:
    assert ids([article("a", slug="z")], [article("a", id="articles/old")]) == {A: "articles/old"}


def test_an_article_without_a_date_keeps_that_of_its_first_upload() -> None:
    before = article("a", date=DATE - HOUR, dated_by_upload=True)
    for after in (article("a", dated_by_upload=True), article("b", dated_by_upload=True)):
        (kept,) = assigned([after], state([after], [before])).articles.values()
        assert kept.date == before.date
    returned = article("a", dated_by_upload=True)
    assert assigned([returned], state([returned], retired=[before])).articles[A].date == before.date


def test_a_renamed_file_keeps_its_id() -> None:
    assert ids([article("b")], [article("a")]) == {B: "articles/a"}


def test_a_copy_made_before_its_original_was_deleted_is_that_file_renamed() -> None:
    a, b = article("a"), article("b")
    assert assigned([], state([], [a], recent=[b])).articles[B].id == "articles/a"
    assert assigned([b], state([b], [a], recent=[b])).articles[B].id == "articles/a"


def test_a_twin_of_long_standing_keeps_its_own_id() -> None:
    a, b = article("a"), article("b")
    assert ids([b], [a, b]) == {B: "articles/b", A: "articles/a"}


def test_of_two_copies_one_is_the_renamed_file() -> None:
    assert ids([article("b"), article("c")], [article("a")]) == {B: "articles/a", C: "articles/c"}


def test_two_renames_of_equal_bytes_keep_two_ids() -> None:
    before = [article("a", id="one"), article("b", id="two")]
    assert ids([article("x"), article("y")], before) == {"articles/x.md": "one", "articles/y.md": "two"}


@pytest.mark.parametrize(
    ("fields", "is_same"),
    [
        ({}, False),
        ({"title": "A"}, True),
        ({"slug": "a", "date": DATE + HOUR}, False),
        ({"slug": "a", "title": "A", "date": DATE + HOUR}, True),
        ({"slug": "a", "title": "New"}, True),
        ({"title": "A", "dated_by_upload": True}, False),
        ({"title": "A", "slug": "a", "dated_by_upload": True}, True),
        ({"title": "A", "kind": "pages", "key": "pages/x.md"}, False),
    ],
)
def test_a_file_renamed_and_changed_is_known_by_two_of_its_address_title_and_date(
    fields: dict[str, object], is_same: bool
) -> None:
    changed = article("x", **{"etag": '"new"', "title": "X", **fields})
    predecessors = find_predecessors({changed.key: changed}, state([changed], [article("a")]))
    assert predecessors.renames == ({changed.key: article("a")} if is_same else {})


def test_the_very_bytes_tell_more_than_title_and_date() -> None:
    a, b = article("a", title="X", etag='"new"'), article("b", title="X")
    assert ids([a, b], [article("x", title="X")]) == {A: "articles/a", B: "articles/x"}


OLD = article("a", id="old", title="L'été", slug="ete", etag='"old"')
OTHER: dict[str, object] = {"title": "Other", "slug": "other", "etag": '"new"'}


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("a", {"id": "old", "names_id": True}, "its 'id' says so"),
        ("b", {"id": "old", "names_id": True}, "its 'id' says so"),
        ("a", {"etag": '"old"'}, "its bytes are the same"),
        ("b", {"etag": '"old"'}, "its bytes are the same"),
        ("a", {"title": "L'ÉTÉ "}, "its title is the same"),
        ("b", {"title": "L'été", "slug": "ete"}, "its title is the same"),
        ("a", {}, ""),
        ("a", {"slug": "ete", "date": OLD.date}, ""),
        ("a", {"title": "L'été", "titled_by_name": True}, ""),
        ("b", {"title": "L'été"}, ""),
        ("a", {"id": "mine", "names_id": True, "title": "L'été", "etag": '"old"'}, ""),
    ],
)
def test_a_deleted_article_is_known_again_by_its_id_its_bytes_or_its_title_in_its_place(
    name: str, fields: dict[str, object], reason: str
) -> None:
    new = article(name, **{**OTHER, **fields})
    before = state([new], retired=[OLD])
    assignment = assigned([new], before)
    assert assignment.predecessors.reasons.get(new.key, "") == reason
    assert assignment.articles[new.key].id == ("old" if reason else new.id)
    assert retirement(before, assignment).forgotten == ({"old"} if reason else set())


def test_a_title_that_the_name_of_the_file_gave_tells_no_deleted_article_again() -> None:
    assert ids([article("a", **OTHER)], retired=[replace(OLD, title="Other", titled_by_name=True)]) == {
        A: "articles/a"
    }


def test_of_several_that_were_deleted_at_one_place_bytes_tell_which_and_else_it_is_the_last() -> None:
    retired = [replace(OLD, id=id, etag=f'"{id}"') for id in ("first", "second", "third")]
    assert ids([article("a", title="L'été", etag='"first"')], retired=retired) == {A: "first"}
    assert ids([article("a", title="L'été", etag='"new"')], retired=retired) == {A: "third"}


def test_of_two_deleted_files_with_the_same_bytes_each_comes_back_as_itself() -> None:
    retired = [article("a", id="one"), article("b", id="two")]
    assert ids([article("b"), article("a")], retired=retired) == {A: "one", B: "two"}
    assert ids([article("x"), article("a")], retired=retired) == {A: "one", "articles/x.md": "two"}


def test_a_file_that_went_now_is_more_likely_than_one_that_went_earlier() -> None:
    x = article("x", id="now")
    assert ids([article("a")], [x], retired=[article("a", id="earlier")]) == {A: "now"}


def test_a_file_in_the_place_of_a_deleted_one_has_a_new_id_that_it_keeps() -> None:
    derived = replace(OLD, id="articles/a")
    new = article("a", **OTHER)
    (first,) = assigned([new], state([new], retired=[derived])).articles.values()
    assert (first.id, first.warnings) == ("articles/a~", ())
    assert ids([new], [first], retired=[derived]) == {A: "articles/a~"}
    assert ids([replace(new, title="L'été")], [first], retired=[derived]) == {A: "articles/a~"}
    third = article("a", title="Third", etag='"3"')
    assert ids([third], retired=[derived, first]) == {A: "articles/a~~"}
    said = replace(third, id="articles/a", names_id=True)
    assert ids([said], retired=[derived, first]) == {A: "articles/a"}


def test_nobody_has_a_retired_id_meanwhile_but_who_writes_it() -> None:
    other = article("b", etag='"b"', title="B", slug="b")
    assert ids([other], [article("a")]) == {B: "articles/b", A: "articles/a"}
    assert ids([other], retired=[replace(OLD, id="articles/b")]) == {B: "articles/b~"}
    said = replace(other, id="articles/a", names_id=True)
    assert ids([said], retired=[article("a")]) == {B: "articles/a"}
    assert ids([said], [article("a")]) == {B: "articles/a"}, "also where it goes in this very look"


def test_nobody_takes_the_id_of_a_file_that_waits_for_an_address_or_is_not_read_yet() -> None:
    said = article("b", id="articles/a", names_id=True, etag='"b"')
    for status in ("waiting", "published"):
        row = replace(RetiredId.of(article("a")), status=status)
        assert ids([said], retired=[row]) == {B: "articles/a~"}
        assert ids([article("a", **OTHER), said], retired=[row]) == {A: "articles/a", B: "articles/a~"}


def test_an_id_that_an_author_replaces_stays_that_of_its_comments() -> None:
    written = article("a", id="mine", names_id=True)
    before = state([written], [article("a")])
    assert [row.id for row in retirement(before, assigned([written], before)).retired] == ["articles/a"]


def test_two_files_that_name_one_id_are_kept_apart_and_their_author_is_told() -> None:
    a, b = article("a", id="mine", names_id=True), article("b", id="mine", names_id=True, etag='"b"')
    assignment = assigned([a, b], state([a, b], [b]))
    assert {key: kept.id for key, kept in assignment.articles.items()} == {B: "mine", A: "mine~"}
    (warning,) = [problem for kept in assignment.articles.values() for problem in kept.warnings]
    assert (warning.file, warning.code, warning.fatal) == (A, "id-taken", False)


def test_nobody_is_told_of_an_id_they_never_wrote() -> None:
    renamed, newcomer = article("b", id="articles/a"), article("a", etag='"new"')
    assignment = assigned([renamed, newcomer], state([renamed, newcomer], [renamed]))
    assert {key: kept.id for key, kept in assignment.articles.items()} == {B: "articles/a", A: "articles/a~"}
    assert not any(kept.warnings for kept in assignment.articles.values())


def test_an_id_is_free_only_when_its_holder_has_surely_left_it() -> None:
    a, b = article("a", id="y", names_id=True), article("b", id="x", names_id=True, etag='"b"')
    assert assigned([a, b], state([a, b], [article("a", id="x")])).articles[B].id == "x~"
    not_parsed = article("c", id="x")
    assert assigned([b], state([b]), others=[not_parsed]).articles[B].id == "x~"


some = st.lists(
    st.builds(
        article,
        st.sampled_from("abcdef"),
        id=st.sampled_from(["articles/a", "articles/b", "mine", "mine~", ""]),
        title=st.sampled_from("XY"),
        etag=st.sampled_from("12"),
    ).map(lambda a: replace(a, id=a.id or derived_id(a.key), names_id=bool(a.id))),
    unique_by=lambda a: a.key,
)


@given(st.lists(some, max_size=4))
def test_no_two_articles_ever_share_an_id_and_no_file_loses_its_own(looks: list[list[Article]]) -> None:
    published: dict[str, Article] = {}
    retired: dict[str, RetiredId] = {}
    for parsed in looks:
        before = state(parsed, published.values(), retired.values())
        assignment = assigned(parsed, before)
        after = retirement(before, assignment)
        retired = {id: row for id, row in retired.items() if id not in after.forgotten}
        retired |= {row.id: row for row in after.retired}
        held = [a.id for a in assignment.articles.values()] + list(retired)
        assert sorted(held) == sorted(set(held))
        for key, a in assignment.articles.items():
            assert a.names_id or key not in published or a.id == published[key].id
        assert {a.id for a in published.values()} <= set(held), "it may have comments"
        published = assignment.articles


@pytest.mark.parametrize("is_departed_now", [True, False], ids=["gone now", "deleted earlier"])
@pytest.mark.parametrize("is_new", [False, True], ids=["renamed", "new"])
def test_thousands_of_renames_take_no_time(is_new: bool, is_departed_now: bool) -> None:
    before = [article(f"{n}", etag=f'"{n}"', date=DATE + n * HOUR) for n in range(5_000)]
    moved = [replace(a, key=f"articles/new/{a.slug}.md", id=f"articles/new/{a.slug}") for a in before]
    if is_new:
        moved = [replace(a, etag='"x"', slug="x", title="X") for a in moved]
    then = state(moved, before) if is_departed_now else state(moved, retired=before)
    start = process_time()
    assignment = assigned(moved[::-1], then)
    assert process_time() - start < 2.0  # ten times what it takes, and a tenth of what the square would
    if not is_new:
        assert assignment.articles["articles/new/7.md"].id == "articles/7"
        assert retirement(then, assignment).retired == []
