from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.excerpt import EXCERPT_CHARACTERS, MARKED_CHARACTERS, excerpt, reading_minutes
from chalicelib.markdown.title_heading import title_heading


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("## Titre\n\nLe texte.", "Le texte."),
        ("![image](x.png)\n\nLe texte.", "Le texte."),
        ("```python\nx = 1\n\ny = 2\n```\n\nLe texte.", "Le texte."),
        ("    code\n\nLe texte.", "Le texte."),
        ("- un\n- deux\n\nLe texte.", "Le texte."),
        ("> cité\n\nLe texte.", "Le texte."),
        ("[TOC]\n\nLe texte.", "Le texte."),
        ("Un **mot** *très* `net`, un [lien](/x) et une note[^1].", "Un mot très net, un lien et une note."),
        ("Deux\nlignes.", "Deux lignes."),
        ("Un fichier_avec_tirets &amp; \\*étoile.", "Un fichier_avec_tirets & *étoile."),
        ("", ""),
    ],
)
def test_the_excerpt_is_the_first_paragraph_of_prose(markdown: str, words: str) -> None:
    assert excerpt(markdown, "en") == words


@pytest.mark.parametrize(
    "mark",
    ["<!-- more -->", "<!--more-->", "<!-- MORE -->", "{/* more */}", "<!-- excerpt -->", "<!--truncate-->"],
)
def test_what_stands_before_the_authors_mark_is_the_excerpt(mark: str) -> None:
    assert excerpt(f"# T\n\nUn.\n\nDeux.\n\n{mark}\n\nTrois.", "fr") == "Un. Deux."
    assert excerpt(f"{mark}\n\nTrois.", "fr") == "Trois."
    assert len(excerpt("mot " * 5000 + mark, "fr")) <= MARKED_CHARACTERS + 1


def test_a_long_excerpt_is_cut_between_two_words() -> None:
    cut = excerpt("mot " * 200, "en")
    assert cut.endswith(" mot…")
    assert len(cut) <= EXCERPT_CHARACTERS + 1


@given(st.text())
def test_no_text_is_too_strange_for_an_excerpt(markdown: str) -> None:
    assert len(excerpt(markdown, "fr")) <= EXCERPT_CHARACTERS * 2


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (100, 1), (660, 3), (2200, 10)])
def test_reading_takes_a_minute_for_220_words(words: int, minutes: int) -> None:
    assert reading_minutes("mot " * words) == minutes


@pytest.mark.parametrize("hostile", ["*a " * 30_000, "[" * 50_000, "# " + "*a " * 30_000, "<" * 50_000])
def test_a_hostile_text_is_only_looked_at_in_part(hostile: str) -> None:
    title_heading(hostile)
    assert len(excerpt(hostile, "fr")) <= EXCERPT_CHARACTERS + 1
