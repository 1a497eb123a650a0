from __future__ import annotations

import re

import pytest

from tests.markdown.browser import assert_harmless
from tests.markdown.examples import html, html_with_spaces


@pytest.mark.parametrize(
    "kept",
    [
        "<details><summary>Plus</summary><p>x</p></details>",
        "<p>H<sub>2</sub>O <kbd>Ctrl</kbd> <mark>m</mark> <ins>i</ins> <del>d</del></p>",
        '<p><abbr title="Progiciel">ERP</abbr> <ruby>漢<rt>kan</rt></ruby></p>',
        '<div class="a" id="b" lang="en" dir="ltr" role="note" aria-label="c">x</div>',
        "<figure><figcaption>x</figcaption></figure>",
        '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
        "<dl><dt>a</dt><dd>b</dd></dl>",
        '<math display="block"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>',
        '<a href="https://example.org" target="_blank" rel="external noopener">x</a>',
    ],
)
def test_what_authors_write_in_html_is_kept(kept: str) -> None:
    assert kept in html(kept)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<p onclick=x style=y>z</p>",
        "<a href='javascript:x'>y</a>",
        "<a href='java&#10;script:x'>y</a>",
        "[y](javascript:x)",
        "[y](<vbscript:x>)",
        "<img src='data:image/png;base64,x' onerror=x>",
        "<form action=x><button>y</button><input name=z></form>",
        "<object data=x></object><embed src=x>",
        "<svg onload=x><script>y</script></svg>",
        "<math><mi xlink:href='javascript:x'>y</mi></math>",
        "<math><mtext><table><mglyph><style><img src=x onerror=y></style></mglyph></table></mtext></math>",
        "<meta http-equiv=refresh content=0><base href=x><link rel=stylesheet href=x>",
    ],
)
def test_what_could_act_is_not(hostile: str) -> None:
    page = html(hostile)
    assert_harmless(page)
    assert not re.search(r"script:|data:| on\w+=|style=|<input", page)


def test_html_that_is_not_closed_does_not_leave_the_text() -> None:
    assert html("</div></article><b>x").count("</div>") == 0
    assert html("<div><p>x").endswith("</p></div>")


def test_a_place_named_as_of_old_can_still_be_reached() -> None:
    assert html('<a name="suite"></a>x') == '<p><a id="suite"></a>x</p>'


def test_the_authors_own_tables_scroll_as_well_and_once() -> None:
    page = html("a<table><tr><td><table><tr><td>x</table></table>b")
    assert page.count('<div class="wide" role="region" aria-label="Tableau 1" tabindex="0"><table>') == 1
    assert page.count("</table></div>") == 1


NARROW = "| a | b |\n|---|---|\n| un mot | 12 |\n\n"
WIDE = "| a | b |\n|---|---|\n| anticonstitutionnellement | informatique |\n\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (NARROW, []),
        (WIDE, ["Tableau 1"]),
        (NARROW + WIDE, ["Tableau 2"]),
        ("| a |\n|---|\n| " + "mot " * 99 + "|", []),
        ("| " + "a | " * 20 + "\n|" + "---|" * 20, ["Tableau 1"]),
        ("<table><caption>Prix</caption><tr><td colspan=2>anticonstitutionnellement-x</table>", []),
        ("<table><caption>Prix</caption><tr><td>x<td>anticonstitutionnellement_x</table>", ["Prix"]),
        ("<table><tr><td><img src=../media/photo.webp alt=x></table>", ["Tableau 1"]),
        ("中文" * 99 + "\n\n| " + "中文" * 99 + " |\n|---|", []),
    ],
)
def test_a_table_is_a_tab_stop_where_a_phone_must_scroll_it(text: str, names: list[str]) -> None:
    assert (
        re.findall(r'<div class="wide" role="region" aria-label="([^"]+)" tabindex="0">', html(text)) == names
    )
    assert html(text).count("tabindex") == len(names)
    assert "tabindex" not in html(text, base="https://example.org")


@pytest.mark.parametrize(
    ("line", "is_stop"), [("x = 1", False), ("x" * 24, False), ("x" * 25, True), ("\tx\ty\tz\tu", True)]
)
def test_code_that_a_phone_must_scroll_is_reached_by_keyboard(line: str, is_stop: bool) -> None:
    assert ('<div class="highlight"><pre tabindex="0">' in html(f"```python\na\n{line}\n```")) is is_stop


def test_code_with_numbers_is_one_tab_stop() -> None:
    assert html('```python linenums="1"\nx = 1\n```').count("tabindex") == 1


def test_headings_have_links_beside_them() -> None:
    page = html_with_spaces("# Un\n\n### L'été `x` & *plus*\n\n<h5>Cinq</h5>")
    assert re.findall('permalink" href="#([^"]+)"', page) == ["un", "l-ete-x-plus", "cinq"]
    assert (
        '<a class="permalink" href="#l-ete-x-plus" '
        'aria-label="Lien vers «\u00a0L’été x &amp; plus\u00a0»"></a>'
    ) in page


def test_the_table_of_contents_has_no_permalinks() -> None:
    page = html("[TOC]\n\n## Un\n\n## Deux", "en")
    assert page.split("</ul>")[0].count("<a ") == 2
    assert page.count('aria-label="Link to “') == 2


def test_struck_text() -> None:
    assert html("~~rayé~~ et ~a~") == "<p><del>rayé</del> et ~a~</p>"
