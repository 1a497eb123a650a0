"""How what was searched for is marked, and which piece of a text is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.index.highlight import PASSAGE_CHARACTERS, Marker, Part
from chalicelib.index.search_query import parse


def plain(parts: tuple[Part, ...]) -> str:
    return "".join(text for text, _ in parts)


def marks(query: str, text: str) -> list[str]:
    return [part for part, is_match in Marker(parse(query)).passage(text) if is_match]


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
        ("c++", "C, C++, C++11, c#", ["C++", "C++"]),
        ("c", "C++ C C#", ["C"]),
        ("C#", "(C#), C, C#入門", ["C#", "C#"]),
        (".net", "ASP.NET, .NET, net", [".NET"]),
        ("notepad", "Notepad++ et notepads", ["Notepad++", "notepads"]),
        ("東京都", "昨日、東京都に。東京", ["東京都"]),
        ("京", "東京、京都", ["京", "京"]),
        ("入門python", "再入門 Python書", ["入門 Python"]),
        ("학교", "학교에서", ["학교"]),
        ("ภาษา", "เรียนภาษาไทย", ["ภาษา"]),
        ("tag:a", "a b", []),
        ("mot", "un démotivant _mot_ mot", ["mot", "mot"]),
    ],
)
def test_what_was_searched_for_is_marked(query: str, text: str, marked: list[str]) -> None:
    assert marks(query, text) == marked


def test_the_piece_shown_is_the_one_with_most_of_the_words() -> None:
    text = "chat " + "rien " * 200 + "le chat et le chien dorment " + "rien " * 200
    parts = Marker(parse("chat chien")).passage(text)
    assert [part for part, is_match in parts if is_match] == ["chat", "chien"]
    assert plain(parts).startswith("… ")
    assert plain(parts).endswith(" …")
    assert len(plain(parts)) <= PASSAGE_CHARACTERS + 4


@given(st.text(max_size=900), st.text(max_size=30))
def test_a_passage_is_a_piece_of_the_text_and_nothing_else(text: str, typed: str) -> None:
    marker = Marker(parse(typed + " " + text[300:304]))
    parts = marker.passage(text)
    assert plain(parts).removeprefix("… ").removesuffix(" …") in " ".join(text.split()) or "…" in text
    assert len(plain(parts)) <= PASSAGE_CHARACTERS + 4
    assert plain(marker.marked(text)) == text


def test_a_hostile_text_takes_no_longer_than_another() -> None:
    for text in ("a" * 500_000, "a-" * 250_000, "a " * 250_000, "-" * 500_000):
        Marker(parse('"a a a a a a a a a a" b')).passage(text)


def test_a_text_without_spaces_is_cut_at_its_stops_and_never_between_letter_and_vowel() -> None:
    japanese = Marker(parse("東京")).passage("前の文です。" * 80 + "ここで東京が出る。" + "後の文です。" * 80)
    assert [text for text, is_match in japanese if is_match] == ["東京"]
    assert plain(japanese).startswith("… 前の文です。")
    assert plain(japanese).endswith("後の文です …")
    thai = plain(Marker(parse("ภาษา")).passage("ก็ที่นี่" * 100 + "ภาษา" + "ก็ที่นี่" * 100))
    assert unicodedata.category(thai.removeprefix("… ")[0]) == "Lo"
