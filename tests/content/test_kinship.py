"""Related articles."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.content.edition.kinship import COUNT, LEAST, Kinship, Nearest, Traits, update
from tests.content.test_index import article

KEYS = st.sampled_from("abcdefghijklmnop")
TRAITS = st.builds(
    Traits,
    st.lists(st.sampled_from(["vent", "pluie", "neige", "orage", "brume"]), unique=True).map(tuple),
    st.lists(st.sampled_from(["tags/a", "tags/b", "categories/a", "categories/b"]), unique=True).map(tuple),
)
BLOGS = st.dictionaries(KEYS, TRAITS)
WORTH = {"tags": 4, "categories": 1}


def compared(traits: dict[str, Traits], key: str) -> Nearest:
    """The same, one by one."""
    own = traits[key]
    order = sorted(traits)
    order = order[: order.index(key)][::-1] + order[order.index(key) + 1 :][::-1]
    scores = {
        other: 2 * len(set(own.keywords) & set(traits[other].keywords))
        + sum(WORTH[term.split("/")[0]] for term in set(own.terms) & set(traits[other].terms))
        for other in order
    }
    found = [(scores[other], other) for other in order if scores[other] >= LEAST]
    return tuple(sorted(found, key=lambda one: -one[0])[:COUNT])


def everything(traits: dict[str, Traits]) -> dict[str, Nearest]:
    return {key: compared(traits, key) for key in traits}


@given(BLOGS)
@settings(max_examples=500)
def test_everything_at_once_is_as_one_by_one(traits: dict[str, Traits]) -> None:
    kinship = Kinship(traits)
    assert {key: kinship.nearest(key) for key in traits} == everything(traits)


@given(BLOGS, st.lists(st.dictionaries(KEYS, st.none() | TRAITS, max_size=4), max_size=4))
@settings(max_examples=500)
def test_the_lists_after_any_changes_are_those_of_everything(
    traits: dict[str, Traits], changes: list[dict[str, Traits | None]]
) -> None:
    lists = everything(traits)
    for change in changes:
        now = {**traits, **change}
        traits = {key: one for key, one in now.items() if one}
        lists = update(lists, traits, change.keys())
        assert lists == everything(traits)


@given(BLOGS, BLOGS)
def test_added_and_removed_articles_need_not_be_named(
    before: dict[str, Traits], after: dict[str, Traits]
) -> None:
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert update(everything(before), after, changed) == everything(after)


@given(BLOGS)
def test_two_articles_are_as_close_to_each_other(traits: dict[str, Traits]) -> None:
    kinship = Kinship(traits)
    for key in traits:
        for score, other in kinship.nearest(key):
            assert score == kinship.score(key, other) == kinship.score(other, key)


def test_a_tag_relates_and_so_do_two_words_but_a_category_and_a_word_do_not() -> None:
    traits = {
        "a": Traits(("neige", "vent"), ("categories/meteo", "tags/ciel")),
        "tag": Traits((), ("tags/ciel",)),
        "words": Traits(("neige", "vent"), ()),
        "word": Traits(("vent",), ("categories/meteo",)),
    }
    assert Kinship(traits).nearest("a") == ((4, "words"), (4, "tag"))


def test_of_those_as_close_the_one_before_comes_first_and_so_on_round() -> None:
    traits = {f"2026-0{month}": Traits((), ("tags/ciel",)) for month in range(1, 8)}
    assert [key for _, key in Kinship(traits).nearest("2026-03")] == [
        "2026-02",
        "2026-01",
        "2026-07",
        "2026-06",
    ]


def test_two_spellings_of_a_tag_are_one() -> None:
    traits = Traits.of(article("a", tags=("Été", "ete"), categories=("Météo",)), ("vent",))
    assert traits == Traits(("vent",), ("categories/meteo", "tags/ete"))


def test_an_unchanged_article_keeps_its_very_list() -> None:
    traits = {"a": Traits(("vent", "neige"), ()), "b": Traits(("vent", "neige"), ())}
    lists = update({}, traits, set())
    after = update(lists, {**traits, "c": Traits(("orage",), ())}, {"c"})
    assert all(after[key] is lists[key] for key in lists)
