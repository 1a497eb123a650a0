from __future__ import annotations

import pytest

from tests.markdown.examples import html


@pytest.mark.parametrize(
    ("language", "kind", "family", "title"),
    [
        ("fr", "NOTE", "note", "Remarque"),
        ("fr", "TIP", "tip", "Astuce"),
        ("fr", "IMPORTANT", "important", "Important"),
        ("fr", "WARNING", "warning", "Attention"),
        ("fr", "CAUTION", "danger", "Prudence"),
        ("fr", "bug", "danger", "Anomalie"),
        ("fr", "recette", "note", "Recette"),
        ("en", "WARNING", "warning", "Warning"),
        ("en", "todo", "warning", "To do"),
    ],
)
def test_a_callout_has_a_title_in_its_language(language: str, kind: str, family: str, title: str) -> None:
    assert html(f"> [!{kind}]\n> Du *texte*.", language) == (
        f'<div class="callout {family}" role="note">\n<p class="callout-title">{title}</p>\n'
        "<p>Du <em>texte</em>.</p>\n</div>"
    )


def test_an_author_may_write_the_title() -> None:
    assert '<p class="callout-title">À <em>retenir</em>\u202f!</p>' in html("> [!NOTE] À *retenir* !\n> x")


@pytest.mark.parametrize(("sign", "opened"), [("-", ""), ("+", ' open=""')])
def test_a_callout_may_be_folded(sign: str, opened: str) -> None:
    page = html(f"> [!tip]{sign} La suite\n> - a\n> - b")
    assert page.startswith(f'<details class="callout tip"{opened}>\n<summary>La suite</summary>\n<ul>')
    assert page.endswith("</ul>\n</details>")


def test_callouts_nest_and_quotes_stay_quotes() -> None:
    page = html("> [!NOTE]\n> a\n>\n> > [!TIP]\n> > b\n\n> Une citation")
    assert page.count("</div>") == 2
    assert "<blockquote>\n<p>Une citation</p>\n</blockquote>" in page


@pytest.mark.parametrize(
    "text", ["> [!NOTE]\n> - a", "> [!NOTE]\n>\n> a", "> [!note|wide]", ">[!NOTE]  \n>a"]
)
def test_a_callout_without_a_title_has_one_all_the_same(text: str) -> None:
    assert html(text).startswith(
        '<div class="callout note" role="note">\n<p class="callout-title">Remarque</p>'
    )


def test_the_mark_of_a_callout_stands_at_its_beginning() -> None:
    assert "[!NOTE]" in html("> Du texte [!NOTE]\n> et [!NOTE]")
