"""Markdown within the author's HTML."""

from __future__ import annotations

import pytest

from chalicelib.markdown.renderer import render


def html(text: str) -> str:
    return render(text, "en").html


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\n**bold**\n\n</div>",
        '<section class="a">\n\n**bold**\n\n</section>',
        "<details>\n<summary>More</summary>\n\n**bold**\n\n</details>",
        "<details><summary>More</summary>\n\n**bold**\n\n</details>",
        "<div>\n\n<div>\n\n**bold**\n\n</div>\n\n</div>",
    ],
)
def test_below_a_blank_line_it_is_read(text: str) -> None:
    assert "<p><strong>bold</strong></p>" in html(text)


def test_without_a_blank_line_it_is_html() -> None:
    assert "**html**" in html("<div>\n**html**\n</div>")


def test_what_follows_the_tag_is_read_as_ever() -> None:
    assert html("<div>\n\nIn it.\n\n</div>\n\nAfter *it*.").endswith("<p>After <em>it</em>.</p>")


def test_code_shows_the_tags_it_holds() -> None:
    page = html("```\n<div>\n\n**code**\n\n</div>\n```")
    assert "markdown=" not in page
    assert "**code**" in page


@pytest.mark.parametrize("times", [1, 2, 5, 400])
def test_a_tag_that_is_not_closed_swallows_nothing(times: int) -> None:
    page = html("<div>\n\n" * times + "In it.\n\n</div>\n\nAfter.")
    assert "In it." in page
    assert "After." in page
