"""Texts in any language: the words that are added, the direction of code, excerpts without spaces."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.renderer import render
from chalicelib.markdown.text_extractor import shorten
from tests.markdown.test_render_report import report

NOTE = "## Titel\n\n> [!NOTE]\n> a[^1] `code`\n\n- [ ] b\n\n[^1]: c"


def html(text: str, language: str, site_language: str = "fr") -> str:
    return render(text, language, site_language=site_language, frames=("a.example",)).html


def test_words_that_are_added_are_the_sites_and_say_so() -> None:
    page = html(NOTE + '\n\n<iframe src="https://a.example/x"></iframe>', "de")
    assert '<p class="callout-title" lang="fr">Remarque</p>' in page
    for words in (
        "Lien vers «&nbsp;Titel&nbsp;»",
        "Note 1",
        "Retour au texte, note 1",
        "À faire",
        "Contenu de a.example",
    ):
        (tag,) = re.findall(rf'<[^>]*="{words}"[^>]*>', page)
        assert 'lang="fr"' in tag


@pytest.mark.parametrize(("language", "title"), [("fr-CA", "Remarque"), ("en-GB", "Note")])
def test_words_that_are_added_need_no_mark_in_a_text_of_their_language(language: str, title: str) -> None:
    page = html(NOTE, language)
    assert f'<p class="callout-title">{title}</p>' in page
    assert "lang=" not in page


def test_words_that_an_author_wrote_are_not_the_sites() -> None:
    page = html("> [!rezept]\n> a\n\n> [!NOTE] Merke\n> b", "de")
    assert "lang=" not in page


def test_words_are_in_english_where_the_site_has_none() -> None:
    assert '<p class="callout-title" lang="en">Note</p>' in html(NOTE, "ar", "he")


@pytest.mark.parametrize("language", ["ar", "he", "fa", "az-Arab"])
def test_code_goes_from_left_to_right_in_a_text_that_does_not(language: str) -> None:
    page = html("نص `a b`\n\n```\nx = 1\n```\n\n<kbd>Ctrl</kbd>", language)
    assert '<code dir="ltr">a b</code>' in page
    assert '<pre dir="ltr">' in page
    assert '<kbd dir="ltr">Ctrl</kbd>' in page
    assert "dir=" not in html("نص `a b`", "de")


def test_french_rules_are_for_french_alone() -> None:
    assert html('a ! "b" : 25 km', "de") == "<p>a ! „b“ : 25 km</p>"
    assert html('a ! "b" -- ...', "ru") == '<p>a ! "b" -- ...</p>'


def test_an_excerpt_without_spaces_is_cut_between_two_letters() -> None:
    excerpt = report("Billet は" + "静かな場所で書きます。" * 60, language="ja").excerpt
    assert 270 <= len(excerpt) <= 281
    assert excerpt.startswith("Billet は静か")


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    result = report("第一行，\n第二行。\nThird\nline", language="zh")
    assert result.excerpt == "第一行，第二行。 Third line"


thai = st.text(alphabet="กขคงที่เปู้ไ ", min_size=60, max_size=200)


@given(
    thai | st.text(alphabet="汉字。， a", min_size=60, max_size=200) | st.text(max_size=200),
    st.integers(9, 50),
)
def test_a_shortened_text_is_the_beginning_of_it_with_whole_letters(text: str, length: int) -> None:
    text = " ".join(text.split())
    short = shorten(text, length)
    if short == text:
        return
    assert len(short) <= length + 1
    kept = short.removesuffix("…")
    assert text.startswith(kept)
    following = text[len(kept) : len(kept) + 1]
    assert not kept or unicodedata.category(following)[0] != "M" or not kept.strip()
