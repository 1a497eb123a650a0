"""Headings: one title a page, the levels below it, their ids and the list of them."""

from __future__ import annotations

import re

import pytest

from chalicelib.markdown.renderer import render
from tests.markdown.examples import html


def levels(markdown: str, *, without_title: bool = False) -> list[str]:
    """The headings of a text as they are shown: ``2 A``."""
    page = render(markdown, "fr", without_title=without_title).html
    return [f"{level} {text}" for level, text in re.findall(r"<h(\d)[^>]*>(.*?)</h\1>", page)]


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("## A\n\n### B", ["2 A", "3 B"]),
        ("# A\n\n## B\n\n# C", ["2 A", "3 B", "2 C"]),
        ("A\n===\n\nB\n---", ["2 A", "3 B"]),
        ("<h1>A</h1>\n\n<h2>B</h2>", ["2 A", "3 B"]),
        ("> # A\n\n## B", ["2 A", "3 B"]),
        ("# A\n\n##### B\n\n###### C", ["2 A", "6 B", "6 C"]),
        ("## A\n\n# B\n\n## C", ["2 A", "2 B", "3 C"]),
    ],
)
def test_no_heading_of_a_text_is_of_the_titles_level(markdown: str, shown: list[str]) -> None:
    assert levels(markdown) == shown
    assert levels("# Titre\n\n" + markdown, without_title=True) == shown


def test_headings_are_listed_as_they_are_shown() -> None:
    page = html("[TOC]\n\n# A\n\n## B\n\n### C\n\n#### D\n\n<h2>L'été</h2>\n\n# F")
    contents = page.partition("</nav>")[0].replace(' role="list"', "")
    assert re.sub(r'<a href="#([^"]+)">(.+?)</a>', r"\1=\2 ", contents) == (
        '<nav class="toc" aria-label="Sommaire"><details><summary>Sommaire</summary>'
        "<ul><li>a=A <ul><li>b=B <ul><li>c=C </li></ul></li>"
        "<li>l-ete=L'été </li></ul></li><li>f=F </li></ul></details>"
    )


FOUR = "Avant.\n\n## A\n\n### B\n\n## C\n\n##### Non listé\n\n## D"


@pytest.mark.parametrize(
    ("text", "headings", "base", "listed"),
    [
        (FOUR, 4, "/api", ["A", "B", "C", "D"]),
        (FOUR, 5, "/api", []),
        (FOUR, 0, "/api", []),
        (FOUR, 4, "https://example.org", []),  # in a feed
        ("Avant.", 1, "/api", []),
    ],
)
def test_many_headings_are_listed_above_the_text(
    text: str, headings: int, base: str, listed: list[str]
) -> None:
    contents = html(text, base=base, contents_from=headings).partition("<p>Avant")[0]
    assert re.findall(r">(\w+)</a>", contents) == listed
    assert bool(contents) is bool(listed)


@pytest.mark.parametrize(
    ("base", "place"), [("/api", '<nav class="toc"'), ("https://e.org", '<div class="toc"')]
)
def test_the_authors_place_for_them_counts(base: str, place: str) -> None:
    page = html(FOUR.replace("## A", "[TOC]\n\n## A"), base=base, contents_from=1)
    assert page.count('class="toc"') == 1
    assert page.index("Avant.") < page.index(place) < page.index("<h2")


def test_contents_without_a_heading_leave_nothing() -> None:
    assert html("[TOC]\n\nx") == "<div></div>\n<p>x</p>"


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ((2, 4, 3), "(2(4 3))"),
        ((3, 2, 3), "(3 2(3))"),
        ((4, 4, 2), "(4 4 2)"),
        ((2, 3, 4, 2), "(2(3(4)) 2)"),
    ],
)
def test_levels_that_are_skipped_nest_no_deeper_than_others(written: tuple[int, ...], listed: str) -> None:
    text = "[TOC]\n\n" + "\n\n".join(f"{'#' * level} {level}" for level in written)
    contents = html(text).partition("</summary>")[2].partition("</details>")[0]
    contents = re.sub('<a[^>]*>|</a>| role="list"', "", contents)
    assert contents.replace("</li><li>", " ").replace("<ul><li>", "(").replace("</li></ul>", ")") == listed


@pytest.mark.parametrize(
    ("markdown", "ids"),
    [
        ("## Faq\n\n## Faq\n\n## Faq", ["faq", "faq_1", "faq_2"]),
        ("## !\n\n## ?", ["_1", "_2"]),
        ("## Faq 1\n\n## Faq {#faq}\n\n## Faq", ["faq-1", "faq", "faq_1"]),
        ("<h2>Faq</h2>\n\n## Faq", ["faq", "faq_1"]),
        ('<a name="faq"></a>\n\n## Faq', ["faq", "faq_1"]),
    ],
)
def test_each_heading_has_an_id_of_its_own(markdown: str, ids: list[str]) -> None:
    assert re.findall(r' id="([^"]+)"', html(markdown)) == ids
