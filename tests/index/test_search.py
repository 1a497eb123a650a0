"""Which articles a search shows, in what order, and with which pieces of their texts."""

from __future__ import annotations

import gc
import random
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.errors import Corrupt
from chalicelib.index.search import MAX_RANKED, Results, search
from chalicelib.index.search_query import parse
from tests.conftest import NOW
from tests.index.search_examples import Blog, article, document, index_of, search_file_of, slugs

FILLER = [(article(f"autre-{number}", "Autre"), "Rien de tout cela ici.") for number in range(30)]


def test_a_word_in_the_title_comes_before_one_in_the_tags_and_that_before_the_text() -> None:
    blog = Blog(
        [
            (article("texte", "Rien"), "python et du texte"),
            (article("tag", "Rien", tags=("Python",)), "ici et du texte"),
            (article("titre", "Python"), "ici et du texte"),
            *FILLER,
        ]
    )
    assert blog.finds("python") == ["titre", "tag", "texte"]


def test_an_article_whose_title_has_all_words_comes_before_one_that_repeats_them() -> None:
    blog = Blog(
        [
            (article("titre", "Des lettres et une imprimante"), "rien " * 300),
            (article("un-mot", "Imprimante"), "imprimante lettres " * 30),
            *FILLER,
        ]
    )
    assert blog.finds("imprimante lettre") == ["titre", "un-mot"]


def test_of_equals_the_newest_comes_first_and_of_one_date_the_last_key() -> None:
    days = [(article(f"jour-{day}", date=NOW - timedelta(days=day)), "mot") for day in range(4)]
    same = [(article(f"meme-{letter}", date=NOW - timedelta(days=9)), "mot") for letter in "bac"]
    expected = ["jour-0", "jour-1", "jour-2", "jour-3", "meme-c", "meme-b", "meme-a"]
    texts = [*days, *same]
    random.Random(1).shuffle(texts)
    for blog in (Blog(texts), Blog(reversed(texts))):
        assert blog.finds("mot") == blog.finds("titre") == blog.finds("2000..") == expected


def test_of_very_many_the_newest_are_listed_with_those_that_have_it_in_their_title_and_all_are_counted() -> (
    None
):
    many = [(article(f"a-{n}", date=NOW - timedelta(hours=n)), "mot") for n in range(MAX_RANKED + 50)]
    blog = Blog([(article("vieux", "Mot", date=datetime(1999, 1, 1, tzinfo=UTC)), ""), *many])
    results = blog.search("mot")
    assert (results.total, results.listed, results.last) == (MAX_RANKED + 51, MAX_RANKED, MAX_RANKED // 10)
    assert slugs(results)[:3] == ["vieux", "a-0", "a-1"]
    assert blog.finds("mot", page=results.last)[-1] == f"a-{MAX_RANKED - 2}"
    assert blog.finds("mot", page=results.last + 1) == []


@pytest.mark.parametrize("extra", [0, 1])
def test_every_result_is_on_one_page(extra: int) -> None:
    blog = Blog((article(f"a-{number}"), "mot") for number in range(20 + extra))
    pages = [blog.finds("mot", page) for page in (1, 2, 3)]
    assert len({slug for page in pages for slug in page}) == sum(map(len, pages)) == 20 + extra


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tag:python", ["b", "a"]),
        ("tag:python tag:web", ["b"]),
        ("tag:python -tag:web", ["a"]),
        ("tag:python -mot", ["b"]),
        ("mot tag:python", ["a"]),
        ("mot -tag:python", ["c"]),
        ("2021..2022", ["b"]),
        ("mot ..2020", ["a"]),
        ("mot 2021..", ["c"]),
        ("2022..2021", []),
        ("-mot", []),
        ("", []),
    ],
)
def test_tags_and_years_narrow_it(typed: str, expected: list[str]) -> None:
    blog = Blog(
        [
            (article("a", date=datetime(2020, 6, 1, tzinfo=UTC), tags=("Python",)), "mot"),
            (article("b", date=datetime(2021, 6, 1, tzinfo=UTC), tags=("Python", "Web")), "texte"),
            (article("c", date=datetime(2023, 6, 1, tzinfo=UTC)), "mot"),
        ]
    )
    assert blog.finds(typed) == expected


def test_what_the_index_hides_is_neither_shown_nor_counted_until_its_moment() -> None:
    soon = NOW + timedelta(hours=1)
    blog = Blog(
        [
            (article("public"), "mot"),
            (article("brouillon", draft=True), "mot"),
            (article("discret", unlisted=True), "mot"),
            (article("bref", date=NOW - timedelta(hours=1), expires=soon), "mot"),
            (article("demain", date=soon), "mot"),
        ]
    )
    for typed in ("mot", "titre", "2000..", "2000.. -absent"):
        before, after = blog.search(typed), blog.search(typed, now=soon)
        assert (slugs(before), before.total) == (["bref", "public"], 2)
        assert (slugs(after), after.total) == (["demain", "public"], 2)
        assert blog.search(typed, now=soon - timedelta(microseconds=1)) == before


def test_a_newer_index_hides_and_shows_at_once() -> None:
    blog = Blog([(article("a"), "mot"), (article("b"), "mot")])
    assert blog.finds("mot") == ["b", "a"]
    blog.index = index_of([article("b"), article("c", tags=("Neuf",))])
    assert blog.finds("mot") == ["b"]
    assert blog.finds("tag:neuf") == ["c"], "what the search file does not know yet is found by its tags"


def test_an_article_that_changed_since_shows_its_excerpt_and_no_passage() -> None:
    changed = article("a", "Nouveau titre", etag="2", excerpt="Un extrait.")
    results = search(
        search_file_of([document("a", "un mot de l’ancien texte")]), index_of([changed]), parse("mot"), 1, NOW
    )
    assert [(hit.article, hit.passage) for hit in results.hits] == [(changed, (("Un extrait.", False),))]
    assert "".join(text for text, _ in results.hits[0].title) == "Nouveau titre"


def test_title_and_passage_are_marked() -> None:
    (hit,) = Blog([(article("a", "La sécurité\u202f!"), "De la sécurité.")]).search("securite").hits
    assert hit.title == (("La ", False), ("sécurité", True), ("\u202f!", False))
    assert hit.passage == (("De la ", False), ("sécurité", True), (".", False))


def test_a_closed_file_is_a_damaged_one() -> None:
    blog = Blog([(article("a"), "mot")])
    blog.search_file.close()
    with pytest.raises(Corrupt):
        blog.search("mot")
    assert blog.search_file.is_damaged


def test_an_index_is_not_kept_alive_by_the_searches_through_it() -> None:
    blog = Blog([(article("a"), "mot")])
    assert blog.search("mot") != Results()
    finalizer = blog.index._closed
    blog.index = index_of([])
    gc.collect()
    assert not finalizer.alive


def test_a_language_is_told_from_those_whose_names_begin_with_it() -> None:
    tags = ("C", "C++", "C#", "F#", ".NET")
    blog = Blog([(article(f"a{number}", tags=(tag,)), "") for number, tag in enumerate(tags)])
    for number, tag in enumerate(tags):
        assert blog.finds(tag) == blog.finds(f"tag:{tag}") == [f"a{number}"]


def test_a_title_without_spaces_comes_before_the_tag() -> None:
    notes = [(article(f"note-{number}", "Note", tags=("東京",)), "東京") for number in range(20)]
    blog = Blog([(article("titre", "昨日東京に行った", date=datetime(1999, 1, 1, tzinfo=UTC)), ""), *notes])
    assert blog.finds("東京")[0] == "titre"


def test_a_title_with_the_words_as_they_were_typed_comes_before_newer_ones_with_other_forms() -> None:
    forms = [
        (article(f"forme-{number}", "Sauvegarder", date=NOW - timedelta(hours=number)), "")
        for number in range(MAX_RANKED + 10)
    ]
    blog = Blog([(article("exact", "Une sauvegarde", date=datetime(1999, 1, 1, tzinfo=UTC)), ""), *forms])
    assert blog.finds("sauvegarde")[:2] == ["exact", "forme-0"]
    assert blog.search("sauvegarde").total == MAX_RANKED + 11
