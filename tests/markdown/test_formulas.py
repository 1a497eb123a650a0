from __future__ import annotations

import re

import pytest

from chalicelib.markdown.renderer import parse
from tests.markdown.examples import html

IN_LINE = (
    '<span class="formula"><math display="inline" alttext="x^2">'
    "<mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math></span>"
)
FRACTION = "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"


@pytest.mark.parametrize("text", ["Soit $x^2$.", "($x^2$)", "$x^2$,", "**$x^2$**", "| a |\n|---|\n| $x^2$ |"])
def test_a_formula_in_a_line(text: str) -> None:
    assert IN_LINE in html(text)


def test_round_brackets_begin_a_formula_where_the_file_says_so() -> None:
    assert IN_LINE in html("Soit \\(x^2\\).", math=True)
    assert html("Soit \\(2\\) \\[sic\\].") == "<p>Soit (2) [sic].</p>"


@pytest.mark.parametrize(
    "text",
    [
        "$$\n\\frac{a}{b}\n$$",
        "$$\\frac{a}{b}$$",
        "\\[\n\\frac{a}{b}\n\\]",
        "Avant\n\\[\n  \\frac{a}{b}\n  \\]\naprès",
        "```math\n\\frac{a}{b}\n```",
        "Avant\n$$\n\\frac{a}{b}\n$$\naprès",
        "- un point\n\n    ```math\n    \\frac{a}{b}\n    ```",
        "- un point\n\n  $$\n  \\frac{a}{b}\n  $$",
        "> $$\n> \\frac{a}{b}\n> $$",
    ],
)
def test_a_formula_on_its_own_lines(text: str) -> None:
    page = html(text)
    assert '<div class="formula"><math display="block"' in page
    assert FRACTION in page


def test_a_long_formula_is_a_tab_stop_as_it_may_scroll() -> None:
    assert '<div class="formula" tabindex="0" role="group"><math' in html(f"$$\n{'x + ' * 9}y\n$$")


@pytest.mark.parametrize(
    "text", ["\\[ \\frac{a}{b} \\]", "\\[\\frac{a}\n{b}\\]", "Soit \\[\\frac{a}{b}\\] ainsi."]
)
def test_square_brackets_begin_a_formula_anywhere_where_the_file_says_so(text: str) -> None:
    assert FRACTION in html(text, math=True)
    assert "<math" not in html(text)


def test_lines_of_a_formula_are_neither_quotes_nor_lists_nor_paragraphs() -> None:
    page = html("$$\na\n> b\n\n- c\n$$")
    assert re.sub(r"<[^>]+>", "", page) == "a&gt;b−c"


@pytest.mark.parametrize(
    "text",
    [
        "5 $ et 10 $",
        "$5 and $10",
        "5$ ou 10$",
        "($5) ou ($6)",
        "$HOME/$USER",
        "A$AP et Ke$ha",
        "un $ seul",
        "`$x$`",
        "\\$x\\$",
    ],
)
def test_prices_names_and_code_are_no_formulas(text: str) -> None:
    page = html(text)
    assert "<math" not in page
    assert re.sub(r"<[^>]+>", "", page).replace("&nbsp;", " ") == text.strip("`").replace("\\", "")


@pytest.mark.parametrize(
    "source", ["\\inconnu{x}", "\\frac{1", "x_1_2", "\\frac{1}", "a}", "{" * 3000 + "x", "x" * 5000]
)
def test_what_cannot_be_read_stays_as_code_and_is_reported(source: str) -> None:
    assert html(f"${source}$") == f'<p><span class="formula"><code>{source}</code></span></p>'
    assert parse(f"${source}$", "fr").findings.unreadable_formulas == [source]


def test_what_a_formula_says_in_words_is_not_html() -> None:
    assert "<img" not in html(r"$\text{<img src=x onerror=alert(1)>}$")
    assert "&lt;b&gt;" in html(r"$\text{<b>}$")


@pytest.mark.parametrize("name", ["aligned", "gather*", "eqnarray", "multline", "dcases", "align*"])
def test_lines_that_are_aligned_are_a_table(name: str) -> None:
    page = html(f"$$\\begin{{{name}}} a & b \\\\ c & d \\end{{{name}}}$$")
    assert page.count("<mtr>") == 2
    assert f"begin{{{name}}}" in page
