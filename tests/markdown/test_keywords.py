"""What an article is about."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.keywords import MAX_KEYWORDS, MAX_LENGTH, MIN_LENGTH, keywords_of


def test_a_word_said_twice_is_one_whatever_its_accents_case_and_number() -> None:
    assert keywords_of("", "La Sécurité. Les sécurités, hélas.", "fr") == ("securite",)


def test_a_word_of_the_title_need_not_be_said_again() -> None:
    assert keywords_of("Les sauvegardes de l'été", "Un peu de sel.", "fr") == ("sauvegarde",)


def test_what_a_text_says_once_it_is_not_about() -> None:
    assert keywords_of("", "Zebras and herons and herons.", "en") == ("heron",)


def test_of_words_repeated_as_often_the_longer_ones_stay() -> None:
    text = "Avec une sauvegarde. " * 3 + " ".join(f"bibliothe{letter} " * 3 for letter in "abcdefghijklmno")
    assert "sauvegarde" in keywords_of("", text, "fr")
    assert "avec" not in keywords_of("", text, "fr")


def test_of_too_many_the_most_said_stay_and_of_those_the_first_in_the_alphabet() -> None:
    words = [f"mot{chr(97 + number)}e" for number in range(MAX_KEYWORDS + 4)]
    text = " ".join([*words * 2, words[-1], words[-2]])
    assert keywords_of("", text, "fr") == (*words[: MAX_KEYWORDS - 2], *words[-2:])


@given(st.text(), st.text(), st.sampled_from(["fr", "en", "de"]))
def test_any_text_has_some_few_words_in_order(title: str, text: str, language: str) -> None:
    keywords = keywords_of(title, text, language)
    assert len(keywords) <= MAX_KEYWORDS
    assert list(keywords) == sorted(set(keywords))
    for word in keywords:
        assert MIN_LENGTH <= len(word) <= MAX_LENGTH
        assert "/" not in word
    assert keywords_of(unicodedata.normalize("NFD", title), text, language) == keywords_of(
        unicodedata.normalize("NFC", title), text, language
    )
