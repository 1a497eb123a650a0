"""Words compared whatever their case, accents and number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.folding import fold, other_forms, singular

PLURALS = [
    ("fr", "journal", "journaux"),
    ("fr", "tableau", "tableaux"),
    ("fr", "cheveu", "cheveux"),
    ("fr", "caillou", "cailloux"),
    ("fr", "mot", "mots"),
    ("en", "library", "libraries"),
    ("en", "batch", "batches"),
    ("en", "box", "boxes"),
    ("en", "class", "classes"),
    ("en", "lambda", "lambdas"),
]


@pytest.mark.parametrize(("language", "word", "plural"), PLURALS)
def test_a_word_and_its_plural_have_one_form(language: str, word: str, plural: str) -> None:
    assert singular(plural, language) == singular(word, language) == word


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("chevaux", "cheval"),
        ("cheval", "chevaux"),
        ("libraries", "library"),
        ("library", "libraries"),
        ("publiees", "publie"),
        ("mots", "mot"),
    ],
)
def test_a_word_has_forms_that_do_not_begin_with_it(word: str, form: str) -> None:
    assert form in other_forms(word)
    assert all(not other.startswith(word) for other in other_forms(word))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("L'Été", "l'ete"), ("Cœur", "coeur"), ("Straße", "strasse"), ("İ", "i"), ("가", "가"), ("й", "й")],
)
def test_case_and_latin_accents_are_folded_and_other_letters_stay(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
