"""Comments hang on ids: they follow their article, and nobody inherits those of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.article import Article, derived_id
from chalicelib.publishing.ids import IdAssignment, PublishedState, RetiredId, assign_ids, match_renames
from tests.index.examples import DATE, HOUR, article

A, B, C = (f"articles/{name}.md" for name in "abc")


def state(
    parsed: Iterable[Article],
    before: Iterable[Article] = (),
    retired: Mapping[str, str] | None = None,
    recent: Iterable[Article] = (),
) -> PublishedState:
    """What was published when these files were parsed, and all others were gone."""
    keys = {a.key for a in parsed}
    return PublishedState(
        articles={a.key: a for a in before if a.key in keys},
        recent={a.key: a for a in recent},
        departed={a.key: a for a in before if a.key not in keys},
        retired={key: RetiredId(id) for key, id in (retired or {}).items()},
    )


def assigned(
    parsed: Iterable[Article], before: PublishedState, others: Iterable[Article] = ()
) -> IdAssignment:
    published = [*before.articles.values(), *before.recent.values(), *before.departed.values(), *others]
    holders = {a.id: a.key for a in published}
    return assign_ids({a.key: a for a in parsed}, before, lambda article_id: holders.get(article_id, ""))


def ids(
    parsed: list[Article], before: Iterable[Article] = (), retired: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The ids of articles, and those that are retired now, by key."""
    assignment = assigned(parsed, state(parsed, before, retired))
    retired_now = {key: known.id for key, known in assignment.retired.items()}
    return {key: a.id for key, a in assignment.articles.items()} | retired_now


def test_a_file_keeps_its_id_whatever_its_slug() -> None:
    assert ids([article("a", slug="z")], [article("a", id="articles/old")]) == {A: "articles/old"}


def test_an_article_without_a_date_keeps_that_of_its_first_upload() -> None:
    before = article("a", date=DATE - HOUR, dated_by_upload=True)
    for after in (article("a", dated_by_upload=True), article("b", dated_by_upload=True)):
        (kept,) = assigned([after], state([after], [before])).articles.values()
        assert kept.date == before.date
    returned = article("a", dated_by_upload=True)
    remembered = replace(state([returned]), retired={A: RetiredId.of(before)})
    assert assigned([returned], remembered).articles[A].date == before.date


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
    renames = match_renames({changed.key: changed}, state([changed], [article("a")]))
    assert renames == ({changed.key: article("a")} if is_same else {})


def test_the_very_bytes_tell_more_than_title_and_date() -> None:
    a, b = article("a", title="X", etag='"new"'), article("b", title="X")
    assert ids([a, b], [article("x", title="X")]) == {A: "articles/a", B: "articles/x"}


def test_a_file_that_comes_back_has_its_id_again() -> None:
    assert ids([article("a", etag='"new"')], retired={A: "articles/x"}) == {A: "articles/x"}


def test_nobody_has_a_retired_id_meanwhile_but_who_writes_it() -> None:
    other = article("b", etag='"b"', title="B", slug="b")
    assert ids([other], [article("a")]) == {B: "articles/b", A: "articles/a"}
    assert ids([other], retired={A: "articles/b"}) == {B: "articles/b~"}
    assignment = assigned([replace(other, id="articles/a")], state([other], retired={A: "articles/a"}))
    assert assignment.articles[B].id == "articles/a", "the author said so"
    assert assignment.restored == {A}


def test_two_files_that_name_one_id_are_kept_apart_and_their_author_is_told() -> None:
    a, b = article("a", id="mine"), article("b", id="mine", etag='"b"')
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
    a, b = article("a", id="y"), article("b", id="x", etag='"b"')
    assert ids([a, b], [article("a", id="x")]) == {A: "y", B: "x~"}
    not_parsed = article("c", id="x")
    assert assigned([b], state([b]), others=[not_parsed]).articles[B].id == "x~"


some = st.lists(
    st.builds(
        article,
        st.sampled_from("abcdef"),
        id=st.sampled_from(["articles/a", "articles/b", "mine", "mine~"]) | st.none(),
        title=st.sampled_from("XY"),
        etag=st.sampled_from("12"),
    ).map(lambda a: a if a.id else replace(a, id=derived_id(a.key))),
    unique_by=lambda a: a.key,
)


@given(some, some, st.dictionaries(st.sampled_from([A, B, C]), st.sampled_from(["mine", "r"]), max_size=1))
def test_no_two_articles_ever_share_an_id(
    parsed: list[Article], earlier: list[Article], retired: dict[str, str]
) -> None:
    before = assigned(earlier, state(earlier, retired=retired))
    left = {key: id for key, id in retired.items() if key not in before.restored}
    after = assigned(parsed, state(parsed, before.articles.values(), retired=left))
    still_retired = {key: id for key, id in left.items() if key not in after.restored}
    held = [a.id for a in after.articles.values()]
    held += [known.id for key, known in after.retired.items()] + list(still_retired.values())
    assert sorted(held) == sorted(set(held))
    kept = {a.key: a.id for a in before.articles.values()}
    for a in after.articles.values():
        if a.key in kept and a.id != kept[a.key]:
            assert next(p for p in parsed if p.key == a.key).id != derived_id(a.key)


@pytest.mark.parametrize("is_new", [False, True], ids=["renamed", "new"])
def test_thousands_of_renames_take_no_time(is_new: bool) -> None:
    before = [article(f"{n}", etag=f'"{n}"', date=DATE + n * HOUR) for n in range(5_000)]
    moved = [replace(a, key=f"articles/new/{a.slug}.md", id=f"articles/new/{a.slug}") for a in before]
    if is_new:
        moved = [replace(a, etag='"x"', slug="x", title="X") for a in moved]
    start = process_time()
    assignment = assigned(moved[::-1], state(moved, before))
    assert process_time() - start < 2.0  # ten times what it takes, and a tenth of what the square would
    if not is_new:
        assert assignment.articles["articles/new/7.md"].id == "articles/7"
        assert assignment.retired == {}
