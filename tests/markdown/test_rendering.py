from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.markdown import renderer

THIN, NB = "\u202f", "\u00a0"


def render(text: str, language: str, base: str = "") -> str:
    page = renderer.render(text, language, base=base).html
    return page.replace("&nbsp;", NB)  # as the sanitizer writes it


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("| a | b |\n|---|--:|\n| 1 | 2 |", '<td class="right">2</td>'),
        ("| a |\n|---|\n| 1 |", '<div class="wide"><table>'),
        ("```python\nx = 1\n```", '<span class="n">x</span>'),
        ("- a\n\n    ```sql\n    SELECT 1\n    ```", '<span class="k">SELECT</span>'),
        ("Note[^1].\n\n[^1]: La note.", 'aria-label="Retour au texte, note 1"'),
        ("[TOC]\n\n## L'été", '<a href="#l-ete">'),
        ("## L'été", '<h2 id="l-ete">'),
        ("Terme\n:   Sens", "<dt>Terme</dt>"),
        ("ERP\n\n*[ERP]: Progiciel", '<abbr title="Progiciel">ERP</abbr>'),
        ("Texte\n{: .note }", '<p class="note">Texte</p>'),
        ("- [x] fait", '<input type="checkbox" disabled="" checked="" aria-label="Fait">'),
        ("- [ ] reste", '<input type="checkbox" disabled="" aria-label="À faire">'),
        ('Un "mot".', f"Un «{NB}mot{NB}»."),
        ("C'est...", "C’est…"),
        ("Oui ! Non : si.", f"Oui{THIN}! Non{NB}: si."),
        ("*Oui*!", f"<em>Oui</em>{THIN}!"),
        ("« *Oui* »", f"«{NB}<em>Oui</em>{NB}»"),
        ("`a ! b : c`", "<code>a ! b : c</code>"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert html in render(markdown, "fr")


def test_english_keeps_its_own_spaces_and_quotes() -> None:
    assert render('He said: "yes!"', "en") == "<p>He said: “yes!”</p>"


def test_code_in_french_is_not_spaced() -> None:
    html = re.sub(r"<[^>]+>", "", render("```python\nif a : b !\n```", "fr"))
    assert html.strip() == "if a : b !"


@pytest.mark.parametrize(
    "written", ["../media/a.webp", "media/a.webp", "/media/a.webp", "../../media/a.webp"]
)
def test_pictures_are_found_from_any_page_below_any_prefix(written: str) -> None:
    assert 'src="/api/media/a.webp"' in render(f"![A]({written})", "fr", "/api")


def test_links_into_the_site_go_below_the_prefix_and_others_do_not() -> None:
    html = render("[a](/pages/b) [c](https://example.org/d) [e](//example.org) [f](#g)", "fr", "/api")
    assert re.findall(r'href="([^"]+)"', html) == [
        "/api/pages/b",
        "https://example.org/d",
        "//example.org",
        "#g",
    ]


@pytest.mark.parametrize("html", ['<a href="/pages/b">b</a>', "<p><img src='/media/a.png' alt=''></p>"])
def test_the_authors_own_html_goes_below_the_prefix_too(html: str) -> None:
    assert render(html, "fr", "/api").replace("/api/", "/") == render(html, "fr")
    assert "/api/" in render(html, "fr", "/api")


@pytest.mark.parametrize("written", ["<a@b.fr>", "<http://x.fr/?a;>"])
def test_an_address_that_is_shown_is_not_spaced(written: str) -> None:
    assert THIN not in render(written, "fr")


def test_an_attribute_in_code_is_left_alone() -> None:
    assert "&lt;a href=&quot;/x&quot;&gt;" in render('`<a href="/x">`', "fr", "/api").replace('"', "&quot;")


def test_no_style_is_written_inline() -> None:
    assert "style=" not in render("| a |\n|:-:|\n| 1 |\n\n```python\nx\n```", "fr")


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("ab *_`[]()#>|-!:«»\"'\n\t<&;1.{}~^$\\")))
def test_no_text_stops_the_renderer(markdown: str) -> None:
    assert isinstance(render(markdown, "fr"), str)
