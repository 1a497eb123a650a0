"""What the trial rendering tells of a text."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.render_report import MAX_TEXT, RenderReport, render_report
from chalicelib.markdown.text_extractor import MAX_EXCERPT, MAX_SUMMARY
from tests.markdown.examples import html

NB, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
SECRET = "euros"


def report(
    text: str, language: str = "fr", key: str = "articles/a.md", title: str = "", summary: str = ""
) -> RenderReport:
    return render_report(text, language, key, title, summary)


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("# A", "A"),
        ("\n  # A ##\n", "A"),
        ("# C#", "C#"),
        ("# A {#id .x}", "A"),
        ("A\n=====\n", "A"),
        ("Texte.\n\nA\n---\n", "A"),
        ("## B\n\n# A\n", "A"),
        ("Texte.\n\n### A\n", "A"),
        ("```\n# no\n```\n# A\n", "A"),
        ("~~~~\n# no\n~~~\n# no\n~~~~\n# A\n", "A"),
        ("<!--\n# no\n-->\n# A\n", "A"),
        ("    # code\n\n# A\n", "A"),
        ("> # cité\n\n## A", "A"),
        ("# *L'été* : `a` $x$[^1]\n\n[^1]: Note", f"L’été{NB}: a …"),
        ("<h1>A</h1>", "A"),
        ("", ""),
        ("Texte.", ""),
        ("#hashtag", ""),
        ("\tx\n---", ""),
        ("# " + "long " * 400, ""),
    ],
)
def test_a_title_is_the_first_heading_of_level_1_else_of_any(markdown: str, title: str) -> None:
    assert report(markdown).title == title
    assert report(markdown, title="Autre :tada:").title == "Autre 🎉"


@pytest.mark.parametrize(
    ("markdown", "opens"),
    [
        ("\n# A\nx", True),
        ("A\n===\nx", True),
        ("<!-- x -->\n\n# A", True),
        ("x\n\n# A", False),
        ("![](x.png)\n\n# A", False),
        ("## A\n", False),
        ("## A\n\n# B\n", False),
    ],
)
def test_only_a_heading_of_level_1_that_a_text_begins_with_is_not_shown_again(
    markdown: str, opens: bool
) -> None:
    assert report(markdown).title_is_opening_heading is opens
    assert not report(markdown, title="Autre").title_is_opening_heading


def test_headings_are_listed_with_their_levels_but_the_title() -> None:
    headings = report("# Un\n\n### L'été `x` & *plus*\n\n<h5>Cinq</h5>").headings
    assert headings == ((3, "L’été x & plus"), (5, "Cinq"))


@pytest.mark.parametrize(
    ("markdown", "excerpt"),
    [
        ("## Titre\n\nLe texte.", "Le texte."),
        ("Un chapitre\n-----------\n\nLe texte.", "Le texte."),
        ("![image](x.png)\n\nLe texte.", "Le texte."),
        ("![image](https://example.org/x.png)\n\nLe texte.", "Le texte."),
        ('![image](x.png "Légende")\n\nLe texte.', "Le texte."),
        ("```python\nx = 1\n\ny = 2\n```\n\nLe texte.", "Le texte."),
        ("    code\n\nLe texte.", "Le texte."),
        ("- un\n\n- deux\n\n\nLe texte.", "Le texte."),
        ("| a |\n|---|\n| b |\n\nLe texte.", "Le texte."),
        ("Terme\n:   Sens\n\nLe texte.", "Le texte."),
        ("> cité\n\nLe texte.", "Le texte."),
        ("> cité\n>\n> et plus\n\n- un\n\n> encore", "cité et plus"),
        ("Voir `{{ x }}` {{ page.x }} [ici]({% link 'a--b' %}), `f[0]()`", "Voir {{ x }} ici, f[0]()"),
        ("> [!NOTE]\n> Remarque.\n\nLe texte.", "Le texte."),
        ("[TOC]\n\nLe texte.", "Le texte."),
        ("$$x^2$$\n\nLe texte.", "Le texte."),
        ("<div>\n\nLe texte.\n\n</div>", "Le texte."),
        ("<video src=a.mp4>Rien</video>\n\nLe texte.", "Le texte."),
        ("Un **mot** *très* `net`, un [lien](/x)[^1].\n\n[^1]: N", "Un mot très net, un lien."),
        ("Lire [P](https://x.org/P_(l)), [[lexique|le lexique]] ~~non~~", "Lire P, le lexique non"),
        ("Deux\nlignes.", "Deux lignes."),
        ("Un fichier_avec_tirets &amp; \\*étoile.", "Un fichier_avec_tirets & *étoile."),
        ("`<main>`, `List<String>` : si a < b et c > d", f"<main>, List<String>{NB}: si a < b et c > d"),
        ("Voir <https://exemple.fr>", "Voir https://exemple.fr"),
        ('Un "mot" -- bref !', f"Un «{NB}mot{NB}» – bref{THIN}!"),
        ("Avec $E = mc^2$ et $\\frac{a}{b}$.", "Avec … et …."),
        ("Avec $\\inconnu{x}$.", "Avec …."),
        ("", ""),
    ],
)  # fmt: skip
def test_the_excerpt_is_the_first_paragraph_of_prose(markdown: str, excerpt: str) -> None:
    assert report(markdown).excerpt == excerpt


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("<!-- Montant :\n\n12 000 euros. -->\n\nLe vrai début.", "Le vrai début."),
        ("Texte. <!-- marge > 30 %, 12 000 euros --> fin.", "Texte. fin."),
        ("Texte <!-- a\nb 12 000 euros --> fin.", "Texte fin."),
        ("Texte <!-- a\n\n12 000 euros --> fin.", "Texte fin."),
        ("Le vrai début.\n\n<!-- 12 000 euros\n\nfin", "Le vrai début."),
        ("Début %%12 000 euros%% fin.", "Début fin."),
        ("%%\n12 000 euros\n\nencore\n%%\n\nLe vrai début.", "Le vrai début."),
        ("Avant {::comment}12 000 euros{:/comment} après", "Avant après"),
        ("Avant {/* 12 000 euros */} après", "Avant après"),
        ("%%12 000 euros\n\nencore%%\n\nLe vrai début.", "Le vrai début."),
        ("- %%12 000 euros%%\n- fin", "fin"),
        ("Avant {% comment %}12 000 euros{% endcomment %} après", "Avant après"),
        ("{%- comment -%}\n12 000 euros\n\neuros\n{%- endcomment -%}\n\nLe vrai début.", "Le vrai début."),
        ("Avant {# 12 000 euros #} {#- 12 000 euros -#} après", "Avant après"),
        ("Avant {{/* 12 000 euros */}} {{- /* 12 000 euros */ -}} après", "Avant après"),
        ("{{< comment >}}\n12 000 euros\n{{< /comment >}}\n\nLe vrai début.", "Le vrai début."),
        ("[//]: # (12 000 euros (douze))\n\nLe vrai début.", "Le vrai début."),
        ('{::options a="12 000 euros" /}\n\nLe vrai début.', "Le vrai début."),
        ('[a](/u "<!-- 12 000 euros -->") ![b <!-- 12 000 euros -->](x.png)', "a"),
        ("a <!---12 000 euros---> b <!--> c", "a b c"),
        ("<div hidden>12 000 euros</div><p style='x:y; display : none'>12 000 euros</p>\n\nfin", "fin"),
    ],
)
def test_what_authors_write_for_themselves_is_shown_nowhere(markdown: str, text: str) -> None:
    private = report(markdown, key="articles/a.mdx", summary=markdown)
    assert private.text == private.summary == text
    assert private.excerpt in (text, "")
    assert SECRET not in json.dumps(asdict(private)) + html(markdown, key="articles/a.mdx")


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("https://x.fr/a%%b et c%%d", "https://x.fr/a%%b</a> et c%%d"),
        ("[a](/x%%y) et [b](/z%%)", ">a</a> et <a"),
        ("100%% et 5 %", "100%% et 5"),
        ("50%% et 12%%secret%% puis 5%% et %%secret%%.", "50%% et 12 puis 5%% et ."),
        ("\\<!-- a --> `b`", "&lt;!"),
        ("a {#b} c {#d}", "a {#b} c {#d}"),
    ],
)
def test_signs_in_addresses_numbers_and_anchors_begin_no_comment(markdown: str, shown: str) -> None:
    assert shown in html(markdown)


@pytest.mark.parametrize("code", ["`%%a%%`", "```\n%%a%%\n```", "`{::comment}a{:/comment}`", "`<!--`"])
def test_code_keeps_what_looks_like_a_comment(code: str) -> None:
    assert report(code).text == code.strip("`\n")


@pytest.mark.parametrize(
    "mark",
    ["<!-- more -->", "<!--more-->", "<!-- MORE -->", "{/* more */}", "<!-- excerpt -->", "<!--truncate-->"],
)
def test_what_stands_before_the_authors_mark_is_the_excerpt(mark: str) -> None:
    def excerpt(text: str) -> str:
        return report(text).excerpt

    assert excerpt(f"# T\n\nUn.\n\nDeux.\n\n{mark}\n\nTrois.") == "Un. Deux."
    assert excerpt(f"Un.\n\nDeux. {mark} Trois.\n\nQuatre.") == "Un. Deux."
    assert excerpt(f"{mark}\n\nTrois.") == "Trois."
    assert excerpt(f"![](x.png)\n\n{mark}\n\nTrois.\n\nQuatre.") == "Trois."
    assert excerpt(f"Un.\n\n```\n{mark}\n```\n\nDeux.") == "Un."
    assert len(excerpt("mot " * 5000 + mark)) <= MAX_SUMMARY + 1


def test_a_long_excerpt_is_cut_between_two_words() -> None:
    excerpt = report("mot " * 200).excerpt
    assert excerpt.endswith(" mot…")
    assert len(excerpt) <= MAX_EXCERPT + 1


def test_a_summary_is_rendered_as_the_text_is() -> None:
    summary = "Un *mot* : `a < b`, [lien](x.md) & $\\frac{a}{b}$"
    assert report("Texte.", summary=summary).summary == f"Un mot{NB}: a < b, lien & …"
    assert len(report("Texte.", summary="mot " * 2000).summary) <= MAX_SUMMARY + 1


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (100, 1), (660, 3), (2200, 10)])
def test_reading_takes_a_minute_for_220_words(words: int, minutes: int) -> None:
    assert report("mot " * words + "\n\n<!-- " + "mot " * 5000 + "-->").minutes == minutes


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# T\n\nUn *mot*[^1].\n\n- a\n- b\n\n[^1]: La note.", "Un mot. a b La note."),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("[TOC]\n\n## Un\n\n$x^2$ ![alt](a.png) `c`", "Un c"),
        ("a  \nb", "a b"),
    ],
)
def test_a_search_goes_through_the_words_that_are_read(markdown: str, text: str) -> None:
    assert report(markdown).text == text


def test_a_search_goes_through_a_long_text_in_part() -> None:
    assert len(report("mot " * MAX_TEXT).text) == MAX_TEXT


def test_what_cannot_be_read_is_reported() -> None:
    result = report("$\\inconnu{x}$ {{ page.title }} `{% code %}` ![](x.png) [[Un nom]]")
    assert result.unreadable_formulas == ("\\inconnu{x}",)
    assert result.template_tags == ("{{ page.title",)
    assert [(reference.kind, reference.written, reference.described) for reference in result.references] == [
        ("picture", "x.png", False),
        ("wikilink", "Un nom", True),
    ]
    assert result.keywords == ()


@given(st.text(), st.text())
def test_a_report_comes_back_from_json(text: str, summary: str) -> None:
    result = report(text, summary=summary)
    assert RenderReport.restore(json.loads(json.dumps(asdict(result)))) == result
    assert len(result.excerpt) <= MAX_SUMMARY + 1


@pytest.mark.parametrize(
    ("title", "is_same"),
    [("L'été : « A »", True), ("L’ÉTÉ: A", True), ("L'été : B", False), ("C++", False)],
)
def test_a_text_does_not_show_the_title_again_that_its_author_wrote_above_it(
    title: str, is_same: bool
) -> None:
    opened = report('# L\'été : "A"\n\n## B', title=title)
    assert opened.title_is_opening_heading is is_same
    assert report("# Bilan :tada:", title="Bilan :tada:").title_is_opening_heading
    assert opened.headings == ((*(() if is_same else ((1, opened.headings[0][1]),)), (2, "B")))
