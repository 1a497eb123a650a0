from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.content.typography import typographic

NB, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Bonjour !", f"Bonjour{THIN}!"),
        ("Bonjour!", f"Bonjour{THIN}!"),
        ("Vraiment ?!", f"Vraiment{THIN}?!"),
        ("oui ; non", f"oui{THIN}; non"),
        ("Voici : rien", f"Voici{NB}: rien"),
        ("Voici: rien", f"Voici{NB}: rien"),
        ("« oui »", f"«{NB}oui{NB}»"),
        ("«oui»", f"«{NB}oui{NB}»"),
        ("« oui ! »", f"«{NB}oui{THIN}!{NB}»"),
        ("(vraiment ?)", f"(vraiment{THIN}?)"),
        ('L\'"été"...', f"L’«{NB}été{NB}»…"),
        ('d\'"urgence"', f"d’«{NB}urgence{NB}»"),
        ('Avec " un mot ".', f"Avec «{NB}un mot{NB}»."),
        ('"Bonjour!"', f"«{NB}Bonjour{THIN}!{NB}»"),
        ('("un", "deux")', f"(«{NB}un{NB}», «{NB}deux{NB}»)"),
        ("Projets -- bilan --- fin", "Projets – bilan — fin"),
        ("100 % de 25 km", f"100{NB}% de 25{NB}km"),
        ("1,5 M€ et 3 k€", f"1,5{NB}M€ et 3{NB}k€"),
        ("à 12 h 30, n° 5, p. 12", f"à 12{NB}h{NB}30, n°{NB}5, p.{NB}12"),
        ("1 234 567 €", f"1{NB}234{NB}567{NB}€"),
        ("M. Dupont et Mme Durand", f"M.{NB}Dupont et Mme{NB}Durand"),
        ("en 2024 300 personnes, 5 mars", "en 2024 300 personnes, 5 mars"),
        ("« !", f"«{NB}!"),
        # What is no punctuation is left alone.
        *((text, text) for text in ("à 10:30", "https://example.org", "a?b=c;d", "std::vector")),
        *((text, text) for text in (":-)", "!important", '24"', 'un écran de 24" neuf', "a----b....")),
    ],
)
def test_french_marks_stand_off_by_a_space_that_does_not_break(written: str, printed: str) -> None:
    assert typographic(written, "fr") == printed


@given(
    st.text() | st.text(alphabet="abc é«»!?;:. \u00a0\u202f\"'()0123456789-"),
    st.sampled_from(["fr", "en", "de", "de-CH", "es", "it", "nl", "pl", "pt-PT", "ja"]),
)
@example('":', "fr")
def test_twice_is_once_and_no_word_is_lost(text: str, language: str) -> None:
    printed = typographic(text, language)
    # A straight quote that stayed, since nothing tells what it is, may be told by what is around it now.
    assert '"' in printed or typographic(printed, language) == printed
    letters = [character for character in text if character.isalnum()]
    assert [character for character in printed if character.isalnum()] == letters


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ('The "best" one\'s', "The “best” one’s"),
        ('"So?" he said', "“So?” he said"),
        ("the '80s -- 'so' called", "the ’80s – ‘so’ called"),
    ],
)
def test_english_has_its_own_quotes(written: str, printed: str) -> None:
    assert typographic(written, "en") == printed


@pytest.mark.parametrize(
    ("language", "written", "printed"),
    [
        ("fr-CA", '"Bonjour!"', f"«{NB}Bonjour{THIN}!{NB}»"),
        ("en-US", '"Hello!"', "“Hello!”"),
        ("de", "\"Wie geht's?\", fragte er: 'Gut' -- 24\" ...", '„Wie geht’s?“, fragte er: ‚Gut‘ – 24" …'),
        ("de", "\"Er rief: 'Halt!'\"", "„Er rief: ‚Halt!‘“"),
        ("de", "\"Er sagt: 'Einstein'sche Theorie.'\"", "„Er sagt: ‚Einstein’sche Theorie.‘“"),
        ("de", "'Tschuldigung, geht's Hans?", "’Tschuldigung, geht’s Hans?"),
        ("de", "Rock 'n' Roll", "Rock ’n’ Roll"),
        ("de-AT", '"Servus"', "„Servus“"),
        ("de-CH", "\"Grüezi\" und 'so'", "«Grüezi» und ‹so›"),
        ("es", "¿\"Qué\"? 'así'", "¿«Qué»? ‘así’"),
        ("es-MX", '¿"Qué"?', "¿“Qué”?"),
        ("it", "\"L'amore\" nel '900 e la 'ndrangheta", "«L’amore» nel ’900 e la ’ndrangheta"),
        ("it-CH", "'così'", "‹così›"),
        ("nl", "\"'s Avonds\" is 't 'mooi'", "“’s Avonds” is ’t ‘mooi’"),
        ("pl", "\"Cześć\" i 'tak'", "„Cześć” i ‚tak’"),
        ("pt", '"Olá"', "“Olá”"),
        ("pt-PT", '"Olá"', "«Olá»"),
    ],
)
def test_a_language_has_quotes_by_its_own_custom_and_no_spaces_of_french(
    language: str, written: str, printed: str
) -> None:
    assert typographic(written, language) == printed


@pytest.mark.parametrize("language", ["ar", "he", "ja", "zh-Hant", "ru", "sv", "tr", "no", "zxx"])
def test_a_language_whose_quotes_are_not_known_stays_as_it_is_written(language: str) -> None:
    text = "\"a\" 'b' -- ... « c » d ! 25 km"
    assert typographic(text, language) == text
