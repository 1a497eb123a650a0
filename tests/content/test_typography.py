from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.typography import french_spacing, french_spacing_after_element, typographic

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
        # What is no punctuation is left alone.
        *((text, text) for text in ("à 10:30", "https://example.org", "a?b=c;d", "std::vector")),
        *((text, text) for text in (":-)", "!important")),
    ],
)
def test_french_marks_stand_off_by_a_space_that_does_not_break(written: str, printed: str) -> None:
    assert french_spacing(written) == printed


def test_a_mark_right_after_an_element_is_spaced_too() -> None:
    assert french_spacing_after_element("! Et") == f"{THIN}! Et"


@given(st.text() | st.text(alphabet="abc é«»!?;:. \u00a0\u202f\"'()0123456789"))
def test_spacing_changes_nothing_but_spaces_and_twice_is_once(text: str) -> None:
    spaces = dict.fromkeys(map(ord, f" {NB}{THIN}"))
    assert french_spacing(text).translate(spaces) == text.translate(spaces)
    assert french_spacing(french_spacing(text)) == french_spacing(text)


def test_titles_have_the_quotes_of_their_language() -> None:
    assert typographic('L\'"été"...', "fr") == f"L’«{NB}été{NB}»…"
    assert typographic('The "best" one\'s', "en") == "The “best” one’s"
