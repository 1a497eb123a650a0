"""Results of the base and of what came since, and how they are marked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.index.highlight import SHOWN, Marker, Part
from chalicelib.index.search_query import parse
from chalicelib.searching.catalogue import RANKED, Catalogue
from chalicelib.searching.document import Document
from chalicelib.searching.finding import Found, find

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def document(name: str, title: str = "", text: str = "", **more: Any) -> Document:
    given = {"date": datetime(2026, 1, 1, tzinfo=UTC), "language": "fr", **more}
    return Document(path=f"/articles/{name}", title=title, text=text, **given)


def found(query: str, *catalogues: Catalogue, number: int = 1) -> Found:
    return find([(one, ()) for one in catalogues], parse(query), number, NOW, UTC)


def names(result: Found) -> list[str]:
    return [hit.document.path.rpartition("/")[2] for hit in result.hits]


FILLER = [document(f"autre-{n}", "Autre", "Rien de tout cela ici.") for n in range(30)]


def test_a_word_in_the_title_comes_before_one_in_the_tags_and_that_before_the_text() -> None:
    catalogue = Catalogue.of_documents(
        [
            document("texte", "Rien", "python et du texte"),
            document("tag", "Rien", "ici et du texte", tags=("Python",)),
            document("titre", "Python", "ici et du texte"),
            *FILLER,
        ]
    )
    assert names(found("python", catalogue)) == ["titre", "tag", "texte"]


def test_of_equals_the_newest_comes_first() -> None:
    days = [document(f"jour-{n}", "Même titre", date=NOW - timedelta(days=n)) for n in range(5)]
    assert names(found("titre", Catalogue.of_documents(days))) == [f"jour-{n}" for n in range(5)]


def test_without_words_the_newest_come_first() -> None:
    days = [document(f"jour-{n}", tags=("a",), date=NOW - timedelta(days=n)) for n in range(5)]
    assert names(found("tag:a", Catalogue.of_documents(days))) == [f"jour-{n}" for n in range(5)]
    assert names(found("tag:a -jour", Catalogue.of_documents(days))) == [f"jour-{n}" for n in range(5)]


def test_two_catalogues_rank_as_one_would() -> None:
    old = [
        document(f"o-{n}", f"Titre {n}", "mot " * (n % 7) + "texte " * 30 + "rare " * (n % 11 == 0))
        for n in range(60)
    ]
    new = [
        document(f"n-{n}", f"Titre {n}", "mot " * (n % 5) + "texte " * 30 + "rare " * (n % 3 == 0))
        for n in range(9)
    ]
    both = Catalogue.of_documents([*old, *new])
    apart = Catalogue.of_documents(old), Catalogue.of_documents(new)
    for query in ("rare", "mot rare"):
        assert set(names(found(query, *apart))) == set(names(found(query, both)))
    strong = document("fort", "Rare", "rare " * 20)
    weak = document("faible", "Titre", "rare " + "texte " * 100)
    assert names(found("rare", apart[0], Catalogue.of_documents([strong, weak])))[0] == "fort"
    titled = Catalogue.of_documents([document("titre", "Rare", "texte"), *FILLER])
    assert names(found("rare", titled, Catalogue.of_documents([weak]))) == ["titre", "faible"]


def test_of_very_many_the_last_to_come_are_listed_and_all_are_counted() -> None:
    many = Catalogue.of_documents(
        document(f"a-{n}", "mot", date=NOW - timedelta(hours=RANKED + 50 - n)) for n in range(RANKED + 50)
    )
    result = found("mot", many)
    assert (result.total, result.listed, result.last) == (RANKED + 50, RANKED, RANKED // 10)
    assert names(result)[0] == f"a-{RANKED + 49}"
    assert len(found("mot", many, number=result.last).hits) == 10


@pytest.mark.parametrize("extra", [0, 1])
def test_every_result_is_on_one_page(extra: int) -> None:
    catalogue = Catalogue.of_documents(document(f"a-{n}", "mot") for n in range(20 + extra))
    pages = [names(found("mot", catalogue, number=n)) for n in range(1, 4)]
    assert len({name for page in pages for name in page}) == sum(map(len, pages)) == 20 + extra


def plain(parts: tuple[Part, ...]) -> str:
    return "".join(text for text, _ in parts)


def marks(query: str, text: str) -> list[str]:
    return [part for part, is_match in Marker(parse(query)).snippet(text) if is_match]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("securite", "La Sécurité, la SECURITE", ["Sécurité", "SECURITE"]),
        ("coeur", "un cœur, des cœurs", ["cœur", "cœurs"]),
        ("strasse", "Große Straße", ["Straße"]),
        ("sauvegardes", "une sauvegarde et sauvegardée", ["sauvegarde"]),
        ("le", "le lecteur lit le", ["le", "le"]),
        ("l'été", "en été", ["été"]),
        ('"trois copies"', "trois copies ; trois  copies, trois", ["trois copies", "trois copies"]),
        ("lodz", "Łódź", ["Łódź"]),
        ("a -b", "a b", ["a"]),
        ("tag:a", "a b", []),
        ("mot", "un démotivant _mot_ mot", ["mot", "mot"]),
    ],
)
def test_what_was_searched_for_is_marked(query: str, text: str, marked: list[str]) -> None:
    assert marks(query, text) == marked


def test_the_piece_shown_is_the_one_with_most_of_the_words() -> None:
    text = "chat " + "rien " * 200 + "le chat et le chien dorment " + "rien " * 200
    parts = Marker(parse("chat chien")).snippet(text)
    assert [part for part, is_match in parts if is_match] == ["chat", "chien"]
    assert plain(parts).startswith("… ")
    assert plain(parts).endswith(" …")
    assert len(plain(parts)) <= SHOWN + 4


@given(st.text(max_size=900), st.text(max_size=30))
def test_a_snippet_is_a_piece_of_the_text_and_nothing_else(text: str, typed: str) -> None:
    marker = Marker(parse(typed + " " + text[300:304]))
    parts = marker.snippet(text)
    assert plain(parts).removeprefix("… ").removesuffix(" …") in " ".join(text.split()) or "…" in text
    assert len(plain(parts)) <= SHOWN + 4
    assert plain(marker.marked(text)) == text


def test_a_hostile_text_takes_no_longer_than_another() -> None:
    for text in ("a" * 500_000, "a-" * 250_000, "a " * 250_000, "-" * 500_000):
        Marker(parse('"a a a a a a a a a a" b')).snippet(text)
