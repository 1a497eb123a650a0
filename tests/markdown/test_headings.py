from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.markdown.title_heading import opening_heading, title_heading


@pytest.mark.parametrize(
    ("markdown", "text"),
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
    ],
)
def test_a_title_is_the_first_heading_of_the_first_level_else_of_any(markdown: str, text: str) -> None:
    heading = title_heading(markdown)
    assert heading is not None
    assert heading.text == text


@pytest.mark.parametrize(
    "markdown", ["", "Texte.", "#hashtag", "- a\n---", "a\nb\n---", "#", "| a |\n---", "\tx\n---"]
)
def test_what_only_looks_like_a_heading_is_none(markdown: str) -> None:
    assert title_heading(markdown) is None


@pytest.mark.parametrize(
    ("markdown", "opens"),
    [
        ("\n# A\nx", True),
        ("A\n===\nx", True),
        ("x\n\n# A", False),
        ("## A\n", False),
        ("## A\n\n# B\n", False),
    ],
)
def test_only_a_heading_of_the_first_level_that_opens_a_text_opens_it(markdown: str, opens: bool) -> None:
    assert (opening_heading(markdown) is not None) is opens


@given(st.text(st.sampled_from("#=- \n\tab`~<!>"), max_size=60))
def test_a_heading_stands_where_it_says(markdown: str) -> None:
    heading = title_heading(markdown)
    if heading:
        assert heading.text in markdown[heading.start : heading.end]
        assert heading.opens == (not markdown[: heading.start].strip())
