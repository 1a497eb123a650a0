"""What an article is about."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.keywords import LONGEST, MOST, SHORTEST, keywords_of
from chalicelib.markdown.stop_words import stop_words


def test_a_word_said_twice_is_one_whatever_its_accents_case_and_number() -> None:
    assert keywords_of("", "La Sécurité. Les sécurités, hélas.", "fr") == ("securite",)


def test_a_word_of_the_title_need_not_be_said_again() -> None:
    assert keywords_of("Les sauvegardes de l'été", "Un peu de sel.", "fr") == ("sauvegarde",)


def test_what_a_text_says_once_it_is_not_about() -> None:
    assert keywords_of("", "Zebras, and herons, and herons.", "en") == ("heron",)


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("fr", "journal", "journaux"),
        ("fr", "tableau", "tableaux"),
        ("fr", "cheveu", "cheveux"),
        ("fr", "caillou", "cailloux"),
        ("fr", "cœur", "coeurs"),
        ("fr", "accès", "acces"),
        ("en", "library", "libraries"),
        ("en", "batch", "batches"),
        ("en", "class", "classes"),
        ("en", "lambda", "lambdas"),
    ],
)
def test_a_word_and_its_plural_are_one(language: str, one: str, many: str) -> None:
    assert len(keywords_of(f"{one} {many}", "", language)) == 1


def test_a_word_of_one_language_may_say_nothing_in_another() -> None:
    text = "comment comment"
    assert (keywords_of("", text, "en"), keywords_of("", text, "fr")) == (("comment",), ())


def test_of_too_many_the_most_said_stay_and_of_those_the_first_in_the_alphabet() -> None:
    words = [f"mot{chr(97 + number)}e" for number in range(MOST + 4)]
    text = " ".join([*words * 2, words[-1], words[-2]])
    assert keywords_of("", text, "fr") == (*words[: MOST - 2], *words[-2:])


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_stop_words_are_written_as_keywords_are(language: str) -> None:
    for word in stop_words(language):
        assert word.isascii()
        assert word == word.lower()
        assert keywords_of(word, word, language) == ()


@given(st.text(), st.text(), st.sampled_from(["fr", "en", "de"]))
def test_any_text_has_some_few_words_in_order(title: str, text: str, language: str) -> None:
    found = keywords_of(title, text, language)
    assert len(found) <= MOST
    assert list(found) == sorted(set(found))
    for word in found:
        assert SHORTEST <= len(word) <= LONGEST
        assert "/" not in word
    assert keywords_of(unicodedata.normalize("NFD", title), text, language) == keywords_of(
        unicodedata.normalize("NFC", title), text, language
    )
