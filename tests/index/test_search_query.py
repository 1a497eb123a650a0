"""What a person types, and what is looked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.index.search import search
from chalicelib.index.search_query import MAX_CHARACTERS, MAX_WORDS, parse, readable
from tests.conftest import NOW
from tests.index.search_examples import article, document, index_of, search_file_of

TAGS = ("Python", "Clé USB")
INDEX = index_of([article("a", "", tags=TAGS, date=datetime(2026, 3, 2, tzinfo=UTC))])


SEARCH_FILE = search_file_of([document("a", "mot", "", tags=TAGS)])


def finds(typed: str, text: str) -> bool:
    search_file = search_file_of([document("a", text, "", tags=TAGS)])
    return search(search_file, INDEX, parse(typed), 1, NOW).total == 1


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("securite", "La sécurité."),
        ("SÉCURITÉ", "la securite"),
        ("sécurité", "la se\u0301curite\u0301"),
        ("sauvegardes", "une sauvegarde"),
        ("sauvegarde", "des sauvegardes"),
        ("sauveg", "des sauvegardes"),
        ("clé", "des clés"),
        ("jeu", "des jeux"),
        ("ans", "un an"),
        ("chevaux", "un cheval"),
        ("cheval", "des chevaux"),
        ("libraries", "a library"),
        ("library", "the libraries"),
        ("publiées", "il est publié"),
        ("boxes", "a box"),
        ("coeur", "le cœur"),
        ("cœur", "le coeur"),
        ("CŒUR", "Le Cœur"),
        ("ex aequo", "ex æquo"),
        ("strasse", "Straße"),
        ("straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("smorrebrod", "smørrebrød"),
        ("l'été", "d’été"),
        ("été", "cet été-là"),
        ("aujourd'hui", "Aujourd’hui"),
        ("John's", "the car of John"),
        ("don't", "I don’t"),
        ("peut-être", "Peut être"),
        ("e-mail", "un email"),
        ("node.js", "avec Node.js"),
        ("camelcase", "CamelCase"),
        ("camel", "CamelCase"),
        ("3-2-1", "la règle 3-2-1"),
        ("c++", "en C++"),
        ("C++", "C++11, C++/CLI"),
        ("c++", "le Ｃ＋＋"),
        ("C#", "en C#."),
        ("c♯", "(C#)"),
        ("c#", "C#入門"),
        ("c++", "C++とC言語"),
        (".net", "新しい.NETの本"),
        ("F#,", "F#"),
        (".net", "sous .NET 8"),
        (".NET", "Le « .NET »"),
        ("net", "sous .NET 8"),
        ("asp.net", "ASP.NET"),
        ("htaccess", "un fichier .htaccess"),
        ("notepad", "Notepad++"),
        ("bac", "bac+5"),
        ('"visual c++ 6"', "Visual C++ 6"),
        ("東京", "昨日東京に行った"),
        ("東京都", "東京都です"),
        ("都", "東京都"),
        ("東", "東京都"),
        ('"京"', "東京都"),
        ("天气", "今天的天气很好"),
        ("ｶﾒﾗ", "カメラ"),
        ("python入門", "Python入門書"),
        ("入門python", "再入門Python"),
        ("python", "入門Pythonの本"),
        ("학교", "학교에서"),
        ("ภาษา", "เรียนภาษาไทย"),
        ("ພາສາ", "ຮຽນພາສາລາວ"),
        ("東京 -大阪", "東京"),
        ("हिन्दी", "सरल हिन्दी"),
        ("ΛΟΓΟΣ", "λόγος"),
        ("еще", "ещё"),
        ("احمد", "أحمد"),
        ("gen", "步2 重跑gen-itgc后50条悬空引用清零"),
        ("悬空", "步2 重跑gen-itgc后50条悬空引用清零"),
        ("生命科学", "研究生命科学"),
        ("设备清单", "设备清单(devices)"),
        ("API接口", "新的API接口文档"),
        ("한국", "한국어"),
        ("#1", "@with #1"),
        ("محمد", "مُحَمَّد"),
        ("2e édition", "2ᵉ édition"),
        ('"trois copies"', "Trois  copies, oui"),
        ("« trois copies »", "trois copies"),
        ("“trois copies”", "trois copies"),
        ("trois copies", "copies par trois"),
        ("trois -quatre", "trois cinq"),
        ("tag:python", "x"),
        ("TAG:Python x", "x"),
        ('tag:"clé usb"', "x"),
        ("tag:cle-usb", "x"),
        ("-tag:ruby x", "x"),
        ("2025..2026", "x"),
        ("2026..", "x"),
        ("..2026 x", "x"),
        ("2026", "en 2026"),
        ("(sauvegarde)", "sauvegarde"),
        ("привет", "Привет"),
        ("foo_bar", "foo_bar"),
    ],
)  # fmt: skip
def test_it_is_found(typed: str, text: str) -> None:
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("le", "lecture"),
        ("c++", "C, C# et C+ D"),
        ("c#", "C, C++"),
        ("c", "C++"),
        (".net", "net, Net"),
        ("-c++ c", "C et C++"),
        ("東都", "東京都"),
        ("京東", "東京都"),
        ("東京大阪", "東京と大阪"),
        ("東京 -京都", "東京都"),
        ("हिन्दू", "हिन्दी"),
        ("temps", "la température"),
        ("des", "d’un"),
        ("les", "l’un"),
        ('"trois copies"', "copies, trois"),
        ('"sauvegarde"', "sauvegardes"),
        ("trois -quatre", "trois quatre"),
        ("trois -sauvegardes", "trois sauvegarde"),
        ("tag:ruby", "ruby"),
        ("-tag:python x", "x"),
        ("-x", "y"),
        ("2027..", "x"),
        ("..2025", "x"),
        ("2026", "en 20261"),
        ("trois quatre", "trois"),
    ],
)
def test_it_is_not_found(typed: str, text: str) -> None:
    assert not finds(typed, text)


@given(st.text())
def test_no_text_is_refused(typed: str) -> None:
    for query in (parse(typed), parse("mot", typed, typed, typed)):
        assert search(SEARCH_FILE, INDEX, query, 1, NOW).total in (0, 1)


pieces = st.sampled_from(
    [
        '"',
        "-",
        "tag:",
        " ",
        "*",
        "(",
        ")",
        "NEAR",
        "AND",
        "OR",
        "NOT",
        "^",
        ":",
        "+",
        "mot",
        "é",
        "..",
        "2020",
    ]
)


@given(st.lists(pieces | st.text(max_size=2)).map("".join))
def test_no_operator_of_the_database_is_obeyed(typed: str) -> None:
    query = parse(typed)
    search(SEARCH_FILE, INDEX, query, 1, NOW)
    forms = [form for term in (*query.terms, *query.excluded_terms) for form in term.forms]
    assert all(re.fullmatch(r"[^\s\"*^]+", word) for form in forms for word in form.words)


@given(st.text(min_size=400))
def test_however_much_is_typed_little_is_looked_for(typed: str) -> None:
    query = parse(typed)
    assert query.is_cut
    assert len(query.terms) + len(query.excluded_terms) <= MAX_WORDS
    assert len(query.expression) < 100 * MAX_CHARACTERS


@given(st.text())
def test_what_is_shown_again_is_one_line_that_can_be_sent(typed: str) -> None:
    shown = readable(typed)
    shown.encode()
    assert len(shown) <= MAX_CHARACTERS
    assert len(shown.splitlines()) <= 1
    assert "\0" not in shown
    assert readable(shown) == shown


latin = st.text(st.characters(max_codepoint=0x24F, categories=["L"]), min_size=1, max_size=12)


@settings(max_examples=50)
@given(latin)
def test_a_word_of_a_text_is_found_by_itself_in_any_case(word: str) -> None:
    assert finds(word, word)
    assert finds(word.upper(), word) or word.upper().lower() != word.lower()


@settings(max_examples=50)
@given(st.text(st.sampled_from("aàâäeéèêëiîïoôöuùûüyÿcçnñœæß"), min_size=1, max_size=12))
def test_a_word_is_found_without_its_accents(word: str) -> None:
    plain = word.translate(str.maketrans("àâäéèêëîïôöùûüÿçñ", "aaaeeeeiioouuuycn"))
    for spelling, letter in (("oe", "œ"), ("ae", "æ"), ("ss", "ß")):
        plain = plain.replace(letter, spelling)
    assert finds(plain, f"avant {word}, après")
    assert finds(word, f"avant {plain}, après")
